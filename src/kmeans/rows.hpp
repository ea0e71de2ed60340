// Rows of a table where they lie.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace kvant {

/// `count` rows of floats or doubles, each `stride` values after the one before, and their weights.
template <class Real>
struct RowsView {
  const Real* values = nullptr;
  std::uint32_t dimensions = 0;
  std::size_t count = 0;
  std::size_t stride = 0;
  std::span<const double> weights = {};  ///< one for each row, 0 or more, or none for 1 each

  [[nodiscard]] const Real* row(std::size_t i) const { return values + i * stride; }
  [[nodiscard]] double weight(std::size_t i) const { return weights.empty() ? 1.0 : weights[i]; }
};

/// How many rows are worked on together: enough to share out the cost of a start, few enough to keep all cores busy.
inline constexpr std::size_t kTaskRows = 1024;

[[nodiscard]] constexpr std::size_t row_tasks(std::size_t rows) { return (rows + kTaskRows - 1) / kTaskRows; }

/// The distance that decides which center is the nearest: in double, squares added in the order of the columns.
template <class Real>
[[nodiscard]] double squared_distance(const Real* row, const Real* center, std::uint32_t dimensions) {
  double sum = 0;
  for (std::uint32_t j = 0; j < dimensions; ++j) {
    const double difference = double{row[j]} - double{center[j]};
    sum += difference * difference;
  }
  return sum;
}

}  // namespace kvant
