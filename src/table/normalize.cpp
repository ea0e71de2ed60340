#include "table/normalize.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace kvant {
namespace {

/// Origin and unit of a column.
using Measure = std::pair<double, double>;

Measure deviation(std::span<const double> column, std::span<const double> weights) {
  const auto weight = [&](std::size_t row) { return weights.empty() ? 1 : weights[row]; };
  double total = 0;
  double sum = 0;
  for (std::size_t row = 0; row < column.size(); ++row) {
    total += weight(row);
    sum += weight(row) * column[row];
  }
  const double mean = sum / total;
  double squares = 0;
  for (std::size_t row = 0; row < column.size(); ++row) {
    squares += weight(row) * (column[row] - mean) * (column[row] - mean);
  }
  return {mean, std::sqrt(squares / total)};
}

/// Between the two values next to it, as NumPy's percentile does. Reorders the column.
double quantile(std::vector<double>& column, double share) {
  const double place = share * static_cast<double>(column.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(place);
  std::nth_element(column.begin(), column.begin() + below, column.end());
  const double value = column[static_cast<std::size_t>(below)];
  if (below + 1 == std::ssize(column)) return value;
  const double next = *std::min_element(column.begin() + below + 1, column.end());
  return value + (place - static_cast<double>(below)) * (next - value);
}

Measure measure(std::vector<double>& column, std::span<const double> weights, Normalization normalization) {
  if (normalization == Normalization::zscore) return deviation(column, weights);
  if (normalization == Normalization::minmax) {
    const auto [least, most] = std::ranges::minmax(column);
    return {least, most - least};
  }
  const double middle = quantile(column, 0.5);
  const double from = quantile(column, 0.25);
  return {middle, quantile(column, 0.75) - from};
}

}  // namespace

Scaling find_scaling(const Table& table, Normalization normalization) {
  Scaling scaling;
  if (normalization == Normalization::none) return scaling;
  std::vector<double> column(table.rows());
  for (std::size_t i = 0; i < table.columns(); ++i) {
    for (std::size_t row = 0; row < column.size(); ++row) column[row] = table.values[row * table.columns() + i];
    const auto [least, most] = std::ranges::minmax(column);
    const auto [origin, unit] = measure(column, table.weights, normalization);
    scaling.origin.push_back(origin);
    scaling.unit.push_back(unit > 0 && most > least ? unit : 1);
  }
  return scaling;
}

void normalize(const Scaling& scaling, std::span<double> values) {
  const std::size_t columns = scaling.unit.size();
  if (columns == 0) return;
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = (values[i] - scaling.origin[i % columns]) / scaling.unit[i % columns];
  }
}

void restore(const Scaling& scaling, std::span<double> values) {
  const std::size_t columns = scaling.unit.size();
  if (columns == 0) return;
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = scaling.origin[i % columns] + scaling.unit[i % columns] * values[i];
  }
}

}  // namespace kvant
