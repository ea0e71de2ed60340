// Rows of a table where they lie.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "kmeans/points.hpp"
#include "threads/parallel.hpp"

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
  std::span<const double> repeats = {};  ///< how many rows of the table each row stands for, or none for 1 each
  /// Whether a weight of w, a whole number, is w rows of weight 1: see Frame::repeats_whole_weights().
  bool whole_weights_repeat = false;

  [[nodiscard]] const Real* row(std::size_t i) const { return values + i * row_stride; }

  /// What a row weighs, and how often it comes.
  [[nodiscard]] double weight(std::size_t i) const {
    if (weights.empty()) return 1;
    return repeats_by_weight(i) ? 1 : weights[i];
  }
  [[nodiscard]] double repeat(std::size_t i) const {
    const double times = repeats.empty() ? 1.0 : repeats[i];
    return repeats_by_weight(i) ? times * weights[i] : times;
  }

  /// The coordinates of one row, without negative zeros.
  [[nodiscard]] std::vector<Real> copy(std::size_t i) const {
    std::vector<Real> result(dimensions);
    for (std::uint32_t j = 0; j < dimensions; ++j) result[j] = row(i)[j * column_stride] + Real(0);
    return result;
  }

  /// Orders two rows by their coordinates, the first that differs deciding.
  [[nodiscard]] std::partial_ordering compare(std::size_t a, std::size_t b) const {
    const Real* x = row(a);
    const Real* y = row(b);
    for (std::size_t at = 0; at < dimensions * column_stride; at += column_stride) {
      if (x[at] != y[at]) return x[at] <=> y[at];
    }
    return std::partial_ordering::equivalent;
  }

  /// Whether the nearest center is told by distances in single precision, as regions tell it.
  [[nodiscard]] bool decided_in_float() const {
    return std::is_same_v<Real, float> && dimensions <= kMaxSpatialDimensions;
  }

  /// Whether regions, which rule out centers for many rows at once, are faster than tiles, though it takes time to make
  /// them: labels are the same either way.
  [[nodiscard]] bool suit_regions() const {
    constexpr std::uint32_t most_dimensions = 5;
    return std::is_same_v<Real, float> && dimensions <= most_dimensions;
  }

  /// The distance that decides which center is the nearest: squares added in the order of the columns.
  [[nodiscard]] double deciding_distance(std::size_t i, const Real* center) const {
    if (!decided_in_float()) return squared_distance(i, center);
    const Real* x = row(i);
    Real sum = 0;
    for (std::uint32_t j = 0; j < dimensions; ++j) {
      const Real difference = x[j * column_stride] - center[j];
      sum += difference * difference;
    }
    return sum;
  }

  /// In double precision.
  [[nodiscard]] double squared_distance(std::size_t i, const Real* center) const {
    const Real* x = row(i);
    double sum = 0;
    for (std::uint32_t j = 0; j < dimensions; ++j) {
      const double difference = double{x[j * column_stride]} - double{center[j]};
      sum += difference * difference;
    }
    return sum;
  }

 private:
  [[nodiscard]] bool repeats_by_weight(std::size_t i) const {
    constexpr double no_fraction = 0x1p52;  // no double above has one
    return whole_weights_repeat && !weights.empty() && weights[i] >= 1 &&
           (weights[i] + no_fraction) - no_fraction == weights[i];
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

/// So many rows at a time hide the latency of adding.
inline constexpr std::size_t kRowsTogether = 4;

/// RowsView::squared_distance() of several rows, `step` from one coordinate to the next, each to a point of its own:
/// the same bits.
template <class Real, class Point>
void squared_distances(const std::array<const Real*, kRowsTogether>& rows, std::size_t step,
                       const std::array<const Point*, kRowsTogether>& points, std::uint32_t dimensions,
                       std::array<double, kRowsTogether>& distances) {
  double sum0 = 0;
  double sum1 = 0;
  double sum2 = 0;
  double sum3 = 0;
  for (std::uint32_t j = 0; j < dimensions; ++j) {
    const double x0 = double{rows[0][j * step]} - double{points[0][j]};
    const double x1 = double{rows[1][j * step]} - double{points[1][j]};
    const double x2 = double{rows[2][j * step]} - double{points[2][j]};
    const double x3 = double{rows[3][j * step]} - double{points[3][j]};
    sum0 += x0 * x0;
    sum1 += x1 * x1;
    sum2 += x2 * x2;
    sum3 += x3 * x3;
  }
  distances = {sum0, sum1, sum2, sum3};
}

/// How many rows are worked on together: enough to share out the cost of a start, few enough to keep all cores busy. A
/// multiple of all tiles of rows.
inline constexpr std::size_t kTaskRows = 1152;

[[nodiscard]] constexpr std::size_t row_tasks(std::size_t rows) { return (rows + kTaskRows - 1) / kTaskRows; }

/// The same where what a row takes differs: fewer where a worker would have too few tasks to even that out, or rows are
/// wide; else more, as rows that fill no tile are the fewer.
[[nodiscard]] constexpr std::size_t task_rows(std::size_t rows, std::uint32_t dimensions, std::size_t workers) {
  constexpr std::size_t tiles = kTaskRows / 6;
  constexpr std::size_t tasks = 8;  // of a worker
  constexpr std::uint32_t wide = 1024;
  const std::size_t most = dimensions < wide ? 2 * kTaskRows : tiles;
  return std::clamp(rows / (tasks * workers) / tiles * tiles, tiles, most);
}

/// Calls task(begin, end, worker) for ranges that are all of the rows.
template <class Real, class Task>
void run_rows(const RowsView<Real>& rows, Workers& workers, const Task& task) {
  const std::size_t some = task_rows(rows.count, rows.dimensions, workers.count());
  workers.run((rows.count + some - 1) / some, [&](std::size_t index, std::size_t worker) {
    task(index * some, std::min(rows.count, (index + 1) * some), worker);
  });
}

}  // namespace kvant
