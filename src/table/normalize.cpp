#include "table/normalize.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

namespace kvant {
namespace {

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

/// Median and the width of the middle half.
std::pair<double, double> middle_of(std::vector<double>& column) {
  const double middle = quantile(column, 0.5);
  const double from = quantile(column, 0.25);
  return {middle, quantile(column, 0.75) - from};
}

double weight_of(const Table& table, std::size_t row) { return table.weights.empty() ? 1 : table.weights[row]; }

/// What one look at all rows tells of a column.
struct Spread {
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();
  double weight = 0;
  double sum = 0;

  /// 1 where there is but one value.
  [[nodiscard]] double usable(double unit) const { return unit > 0 && most > least ? unit : 1; }
};

std::vector<Spread> spreads_of(std::size_t columns, const ForEachPart& for_each) {
  std::vector<Spread> spreads(columns);
  for_each([&](const Table& some) {
    for (std::size_t at = 0; at < some.values.size(); ++at) {
      Spread& spread = spreads[at % columns];
      const double weight = weight_of(some, at / columns);
      spread.least = std::min(spread.least, some.values[at]);
      spread.most = std::max(spread.most, some.values[at]);
      spread.weight += weight;
      spread.sum += weight * some.values[at];
    }
  });
  return spreads;
}

/// Means and standard deviations.
Scaling deviations(const std::vector<Spread>& spreads, const ForEachPart& for_each) {
  const std::size_t columns = spreads.size();
  Scaling scaling;
  for (const Spread& spread : spreads) scaling.origin.push_back(spread.sum / spread.weight);
  std::vector<double> squares(columns);
  for_each([&](const Table& some) {
    for (std::size_t at = 0; at < some.values.size(); ++at) {
      const double far = some.values[at] - scaling.origin[at % columns];
      squares[at % columns] += weight_of(some, at / columns) * far * far;
    }
  });
  for (std::size_t i = 0; i < columns; ++i) {
    scaling.unit.push_back(spreads[i].usable(std::sqrt(squares[i] / spreads[i].weight)));
  }
  return scaling;
}

}  // namespace

Scaling find_scaling(std::size_t columns, const ForEachPart& for_each, Normalization normalization) {
  Scaling scaling;
  if (normalization == Normalization::none) return scaling;
  const std::vector<Spread> spreads = spreads_of(columns, for_each);
  if (normalization == Normalization::zscore) return deviations(spreads, for_each);
  for (const Spread& spread : spreads) {
    scaling.origin.push_back(spread.least);
    scaling.unit.push_back(spread.usable(spread.most - spread.least));
  }
  return scaling;
}

Scaling find_scaling(const Table& table, Normalization normalization) {
  if (normalization != Normalization::robust) {
    return find_scaling(
        table.columns(), [&](const auto& use) { use(table); }, normalization);
  }
  Scaling scaling;
  std::vector<double> column(table.rows());
  for (std::size_t i = 0; i < table.columns(); ++i) {
    for (std::size_t row = 0; row < column.size(); ++row) column[row] = table.values[row * table.columns() + i];
    const Spread spread{.least = std::ranges::min(column), .most = std::ranges::max(column)};
    const auto [middle, width] = middle_of(column);
    scaling.origin.push_back(middle);
    scaling.unit.push_back(spread.usable(width));
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
