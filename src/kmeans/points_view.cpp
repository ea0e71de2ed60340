#include "kmeans/points_view.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "kmeans/spatial_order.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

// Squared differences must stay finite in the precision of the points.
template <class Real>
constexpr Real kTooLarge = Real(1e18);
template <>
constexpr double kTooLarge<double> = 1e100;

template <class Real>
constexpr const char* kTooLargeText = "1e18";
template <>
constexpr const char* kTooLargeText<double> = "1e100";

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorCode::invalid_argument, message); }

template <class Real>
bool usable(Real x) {
  return std::fabs(x) < kTooLarge<Real>;
}

// A bound of coordinates, which it equals.
template <class Real>
bool usable_by(double bound) {
  return usable(static_cast<Real>(bound));
}

// The first row that has a coordinate which is not usable; there is one.
template <class Real>
std::size_t first_unusable(const RowsView<Real>& rows) {
  for (std::size_t i = 0;; ++i) {
    for (std::uint32_t j = 0; j < rows.dimensions; ++j) {
      if (!usable(rows.row(i)[j * rows.column_stride])) return i;
    }
  }
}

template <class Real>
[[noreturn]] void refuse_coordinate(Real x, std::uint64_t row, std::uint32_t column) {
  const std::string what = std::isnan(x) ? "is not a number" : std::isinf(x) ? "is infinite" : "is too large";
  refuse("the coordinate in row " + std::to_string(row) + ", column " + std::to_string(column) + " " + what +
         ": coordinates must be finite, and less than " + kTooLargeText<Real>);
}

}  // namespace

template <class Real>
CheckedRows<Real> to_checked_rows(const BasicPointsView<Real>& points, Workers& workers, std::uint64_t first_row) {
  if (points.dimensions == 0) refuse("points need at least 1 dimension");
  if (points.coordinates.empty()) refuse("there are no points");
  if (points.column_stride == 0) refuse("the column stride must be 1 or more");
  const std::size_t stride = points.row_stride == 0 ? points.dimensions : points.row_stride;
  const std::size_t width = (points.dimensions - std::size_t{1}) * points.column_stride + 1;
  const std::size_t size = points.coordinates.size();
  if (size < width || (points.row_stride == 0 && (size - width) % stride != 0)) {
    refuse("the number of coordinates is not a multiple of the number of dimensions");
  }
  RowsView<Real> rows{.values = points.coordinates.data(),
                      .dimensions = points.dimensions,
                      .count = (size - width) / stride + 1,
                      .row_stride = stride,
                      .column_stride = points.column_stride};
  if (rows.count >= kNoPoint) refuse("there are more points than 4,294,967,294");
  std::optional<Extent> extent = finite_extent_of(rows, workers);
  if (extent && std::all_of(extent->low.begin(), extent->low.end(), usable_by<Real>) &&
      std::all_of(extent->high.begin(), extent->high.end(), usable_by<Real>)) {
    return {rows, std::move(*extent)};
  }
  const std::size_t unusable = first_unusable(rows);
  std::uint32_t column = 0;
  while (usable(rows.row(unusable)[column * rows.column_stride])) ++column;
  refuse_coordinate(rows.row(unusable)[column * rows.column_stride], first_row + unusable, column);
}

template <class Real>
std::vector<double> weights_of(const BasicPointsView<Real>& points, std::size_t rows, std::uint64_t first_row) {
  if (points.weights.empty()) return {};
  if (points.weights.size() != rows) refuse("there must be one weight for each point, or none at all");
  for (std::size_t i = 0; i < rows; ++i) {
    if (!std::isfinite(points.weights[i]) || points.weights[i] < 0) {
      refuse("the weight of row " + std::to_string(first_row + i) +
             " is not what weights must be: finite and not negative");
    }
  }
  return {points.weights.begin(), points.weights.end()};
}

template <class Real>
BasicCenters<Real> to_centers(std::span<const double> coordinates, std::uint32_t dimensions) {
  if (coordinates.empty() || coordinates.size() % dimensions != 0) {
    refuse("centers must be whole rows of as many coordinates as the points have, at least one");
  }
  BasicCenters<Real> centers(dimensions, coordinates.size() / dimensions);
  std::vector<Real> row(dimensions);
  for (std::size_t i = 0; i < coordinates.size(); i += dimensions) {
    for (std::uint32_t j = 0; j < dimensions; ++j) {
      const double x = coordinates[i + j];
      if (!(std::fabs(x) < double{kTooLarge<Real>})) {
        refuse(std::string("centers must be finite, and less than ") + kTooLargeText<Real>);
      }
      row[j] = static_cast<Real>(x);
    }
    centers.add(row.data());
  }
  return centers;
}

template <class Real>
std::vector<double> to_coordinates(const BasicCenters<Real>& centers) {
  std::vector<double> coordinates;
  for (const std::uint32_t slot : centers.active()) {
    coordinates.insert(coordinates.end(), centers[slot], centers[slot] + centers.dimensions());
  }
  return coordinates;
}

template CheckedRows<float> to_checked_rows(const PointsView&, Workers&, std::uint64_t);
template CheckedRows<double> to_checked_rows(const DoublePointsView&, Workers&, std::uint64_t);
template std::vector<double> weights_of(const PointsView&, std::size_t, std::uint64_t);
template std::vector<double> weights_of(const DoublePointsView&, std::size_t, std::uint64_t);
template BasicCenters<float> to_centers(std::span<const double>, std::uint32_t);
template BasicCenters<double> to_centers(std::span<const double>, std::uint32_t);
template std::vector<double> to_coordinates(const BasicCenters<float>&);
template std::vector<double> to_coordinates(const BasicCenters<double>&);

}  // namespace kvant
