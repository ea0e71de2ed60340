#include "table/missing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kvant/error.hpp"
#include "table/columns.hpp"

namespace kvant {
namespace {

/// What the engine takes.
constexpr double kLargest = 1e100;

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorCode::invalid_argument, message); }

bool is_incomplete(const Table& table, std::size_t row) {
  const double* values = table.values.data() + row * table.columns();
  return std::any_of(values, values + table.columns(), [](double value) { return std::isnan(value); }) ||
         (!table.weights.empty() && std::isnan(table.weights[row]));
}

/// Says where the first is missing, if any.
void refuse_missing(const Table& table, const ColumnChoice& choice, std::span<const std::string> names,
                    const std::function<std::uint64_t(std::size_t)>& row_number) {
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!is_incomplete(table, row)) continue;
    const double* values = table.values.data() + row * table.columns();
    const auto at = static_cast<std::size_t>(
        std::find_if(values, values + table.columns(), [](double value) { return std::isnan(value); }) - values);
    const bool of_values = at < table.columns();
    refuse(fmt::format("the column {} has no number in row {}; --missing drop leaves such rows out{}",
                       column_text(of_values ? choice.values[at] : *choice.weights, names), row_number(row),
                       of_values ? ", --missing mean takes the column's mean" : ""));
  }
}

void drop_incomplete(Table& table) {
  const std::size_t columns = table.columns();
  const std::size_t rows = table.rows();
  std::size_t kept = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    if (is_incomplete(table, row)) {
      table.left_out.push_back(row);
      continue;
    }
    std::copy_n(table.values.begin() + static_cast<std::ptrdiff_t>(row * columns), columns,
                table.values.begin() + static_cast<std::ptrdiff_t>(kept * columns));
    if (!table.weights.empty()) table.weights[kept] = table.weights[row];
    ++kept;
  }
  if (kept == 0) refuse("every row lacks a number");
  table.values.resize(kept * columns);
  if (!table.weights.empty()) table.weights.resize(kept);
}

void fill_with_means(Table& table, const ColumnChoice& choice, std::span<const std::string> names) {
  const std::size_t columns = table.columns();
  for (std::size_t column = 0; column < columns; ++column) {
    double sum = 0;
    std::uint64_t known = 0;
    for (std::size_t at = column; at < table.values.size(); at += columns) {
      if (std::isnan(table.values[at])) continue;
      sum += table.values[at];
      ++known;
    }
    if (known == table.rows()) continue;
    if (known == 0) {
      refuse(fmt::format("the column {} has no number at all; leave it out with --columns",
                         column_text(choice.values[column], names)));
    }
    for (std::size_t at = column; at < table.values.size(); at += columns) {
      if (std::isnan(table.values[at])) table.values[at] = sum / static_cast<double>(known);
    }
    table.filled += table.rows() - known;
  }
}

void refuse_negative_weights(const Table& table, const ColumnChoice& choice, std::span<const std::string> names,
                             const std::function<std::uint64_t(std::size_t)>& row_number) {
  const auto found = std::ranges::find_if(table.weights, [](double weight) { return weight < 0; });
  if (found == table.weights.end()) return;
  refuse(fmt::format("the weights {} are negative in row {}: {}", column_text(*choice.weights, names),
                     row_number(static_cast<std::size_t>(found - table.weights.begin())), *found));
}

}  // namespace

void settle_missing(Table& table, const ColumnChoice& choice, std::span<const std::string> names,
                    const std::function<std::uint64_t(std::size_t)>& row_number) {
  refuse_negative_weights(table, choice, names, row_number);
  if (choice.missing == Missing::mean) fill_with_means(table, choice, names);
  if (choice.missing == Missing::drop) {
    drop_incomplete(table);
  } else {
    refuse_missing(table, choice, names, row_number);  // a weight has no mean that could stand for it
  }
  if (choice.weights && std::ranges::none_of(table.weights, [](double weight) { return weight > 0; })) {
    refuse(fmt::format("the weights {} are all 0", column_text(*choice.weights, names)));
  }
}

void require_in_range(double number, std::size_t column, std::span<const std::string> names, std::uint64_t row) {
  if (std::isnan(number) || std::abs(number) < kLargest) return;
  refuse(fmt::format("the column {} {} in row {}", column_text(column, names),
                     std::isinf(number) ? "is infinite" : fmt::format("holds {}, not below {},", number, kLargest),
                     row));
}

}  // namespace kvant
