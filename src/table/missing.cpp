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

/// Says where the first is missing, if any. Of weights only if values will be means: no mean could stand for a weight.
void refuse_missing(const Table& table, const ColumnChoice& choice, std::span<const std::string> names,
                    const std::function<std::uint64_t(std::size_t)>& row_number) {
  const bool only_weights = choice.missing == Missing::mean;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double* values = table.values.data() + row * table.columns();
    const auto at = static_cast<std::size_t>(
        std::find_if(values, values + table.columns(), [](double value) { return std::isnan(value); }) - values);
    const bool of_values = !only_weights && at < table.columns();
    if (!of_values && (table.weights.empty() || !std::isnan(table.weights[row]))) continue;
    refuse(fmt::format("the column {} has no number in row {}; --missing drop leaves such rows out{}",
                       column_text(of_values ? choice.values[at] : *choice.weights, names), row_number(row),
                       of_values ? ", --missing mean takes the column's mean" : ""));
  }
}

/// `first`: how many rows came before.
void drop_incomplete(Table& table, std::uint64_t first) {
  const std::size_t columns = table.columns();
  const std::size_t rows = table.rows();
  std::size_t kept = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    if (is_incomplete(table, row)) {
      table.left_out.push_back(first + row);
      continue;
    }
    std::copy_n(table.values.begin() + static_cast<std::ptrdiff_t>(row * columns), columns,
                table.values.begin() + static_cast<std::ptrdiff_t>(kept * columns));
    if (!table.weights.empty()) table.weights[kept] = table.weights[row];
    ++kept;
  }
  table.values.resize(kept * columns);
  if (!table.weights.empty()) table.weights.resize(kept);
}

void refuse_negative_weights(const Table& table, const ColumnChoice& choice, std::span<const std::string> names,
                             const std::function<std::uint64_t(std::size_t)>& row_number) {
  const auto found = std::ranges::find_if(table.weights, [](double weight) { return weight < 0; });
  if (found == table.weights.end()) return;
  refuse(fmt::format("the weights {} are negative in row {}: {}", column_text(*choice.weights, names),
                     row_number(static_cast<std::size_t>(found - table.weights.begin())), *found));
}

}  // namespace

MissingNumbers::MissingNumbers(const ColumnChoice& choice, std::span<const std::string> names)
    : choice_(choice), names_(names), sums_(choice.values.size()), known_(choice.values.size()) {}

void MissingNumbers::settle(Table& some, const std::function<std::uint64_t(std::size_t)>& row_number) {
  refuse_negative_weights(some, choice_, names_, row_number);
  const std::size_t rows = some.rows();
  if (choice_.missing == Missing::drop) {
    drop_incomplete(some, rows_);
  } else {
    refuse_missing(some, choice_, names_, row_number);
  }
  rows_ += rows;
  kept_ += some.rows();
  weighs_ |= std::ranges::any_of(some.weights, [](double weight) { return weight > 0; });
  if (choice_.missing != Missing::mean) return;
  for (std::size_t at = 0; at < some.values.size(); ++at) {
    if (std::isnan(some.values[at])) continue;
    sums_[at % sums_.size()] += some.values[at];
    ++known_[at % sums_.size()];
  }
}

void MissingNumbers::finish() {
  if (kept_ == 0) refuse("every row lacks a number");
  if (choice_.missing == Missing::mean) {
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      if (known_[i] == 0) {
        refuse(fmt::format("the column {} has no number at all; leave it out with --columns",
                           column_text(choice_.values[i], names_)));
      }
      means_.push_back(sums_[i] / static_cast<double>(known_[i]));
      filled_ += rows_ - known_[i];
    }
  }
  if (choice_.weights && !weighs_) {
    refuse(fmt::format("the weights {} are all 0", column_text(*choice_.weights, names_)));
  }
}

void fill(Table& some, std::span<const double> means) {
  if (means.empty()) return;
  for (std::size_t at = 0; at < some.values.size(); ++at) {
    if (std::isnan(some.values[at])) some.values[at] = means[at % means.size()];
  }
}

void settle_missing(Table& table, const ColumnChoice& choice, std::span<const std::string> names,
                    const std::function<std::uint64_t(std::size_t)>& row_number) {
  MissingNumbers missing(choice, names);
  missing.settle(table, row_number);
  missing.finish();
  fill(table, missing.means());
  table.filled = missing.filled();
}

void require_in_range(double number, std::size_t column, std::span<const std::string> names, std::uint64_t row) {
  if (std::isnan(number) || std::abs(number) < kLargest) return;
  refuse(fmt::format("the column {} {} in row {}", column_text(column, names),
                     std::isinf(number) ? "is infinite" : fmt::format("holds {}, not below {},", number, kLargest),
                     row));
}

}  // namespace kvant
