// Rows of a table where they lie.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kmeans/points.hpp"

namespace kvant {

/// `count` rows of floats or doubles, and their weights.
template <class Real>
struct RowsView {
  const Real* values = nullptr;
  std::uint32_t dimensions = 0;
  std::size_t count = 0;
  std::size_t row_stride = 0;            ///< from one row to the next, in values
  std::size_t column_stride = 1;         ///< from one coordinate to the next
  std::span<const double> weights = {};  ///< one for each row, 0 or more, or none for 1 each

  [[nodiscard]] const Real* row(std::size_t i) const { return values + i * row_stride; }
  [[nodiscard]] double weight(std::size_t i) const { return weights.empty() ? 1.0 : weights[i]; }

  /// The distance that decides which center is the nearest: in double, squares added in the order of the columns.
  [[nodiscard]] double squared_distance(std::size_t i, const Real* center) const {
    const Real* x = row(i);
    double sum = 0;
    for (std::uint32_t j = 0; j < dimensions; ++j) {
      const double difference = double{x[j * column_stride]} - double{center[j]};
      sum += difference * difference;
    }
    return sum;
  }
};

/// Points are rows, too.
[[nodiscard]] inline RowsView<float> rows_of(const Points& points) {
  return {.values = points.coordinates.data(),
          .dimensions = points.dimensions,
          .count = points.count,
          .row_stride = 1,
          .column_stride = points.stride,
          .weights = std::span(points.weights).first(points.count)};
}

/// How many rows are worked on together: enough to share out the cost of a start, few enough to keep all cores busy.
inline constexpr std::size_t kTaskRows = 1024;

[[nodiscard]] constexpr std::size_t row_tasks(std::size_t rows) { return (rows + kTaskRows - 1) / kTaskRows; }

}  // namespace kvant
