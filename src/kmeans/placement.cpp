#include "kmeans/placement.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "kmeans/row_sample.hpp"
#include "kmeans/spatial_order.hpp"

namespace kvant {
namespace {

Points to_points(const RowSample<float>& sample) {
  Points points(sample.dimensions, sample.count());
  for (std::size_t i = 0; i < sample.count(); ++i) {
    points.weights[i] = sample.weights[i];
    for (std::uint32_t j = 0; j < sample.dimensions; ++j) points.plane(j)[i] = sample.row(i)[j];
  }
  return points;
}

}  // namespace

template <class Real>
Placement<Real>::Placement(const Extent& extent) : origin_(extent.dimensions()) {
  if (std::is_same_v<Real, float>) return;
  double reach = 0;
  for (std::uint32_t j = 0; j < extent.dimensions(); ++j) {
    origin_[j] = extent.low[j] / 2 + extent.high[j] / 2;
    reach = std::max(reach, extent.high[j] - origin_[j]);
  }
  if (reach > 0) scale_ = std::ldexp(1.0, -std::ilogb(reach) - 1);
}

template <class Real>
std::vector<float> Placement<Real>::place(const RowsView<Real>& rows) const {
  std::vector<float> places;
  places.reserve(rows.count * rows.dimensions);
  for (std::size_t i = 0; i < rows.count; ++i) {
    for (std::uint32_t j = 0; j < rows.dimensions; ++j) {
      places.push_back(static_cast<float>((rows.row(i)[j * rows.column_stride] - origin_[j]) * scale_));
    }
  }
  return places;
}

template <class Real>
BasicCenters<Real> Placement<Real>::take_back(const Centers& centers) const {
  BasicCenters<Real> result(centers.dimensions(), centers.count());
  std::vector<Real> row(centers.dimensions());
  for (const std::uint32_t slot : centers.active()) {
    for (std::uint32_t j = 0; j < centers.dimensions(); ++j) {
      row[j] = static_cast<Real>(double{centers[slot][j]} / scale_ + origin_[j]);
    }
    result.add(row.data());
  }
  return result;
}

template <class Real>
Extent Placement<Real>::place(Extent extent) const {
  for (std::vector<double>* bounds : {&extent.low, &extent.high}) {
    for (std::uint32_t j = 0; j < extent.dimensions(); ++j) {
      (*bounds)[j] = static_cast<float>(((*bounds)[j] - origin_[j]) * scale_);
    }
  }
  return extent;
}

PlacedPoints points_of_places(std::span<const float> places, std::span<const double> weights, const Extent& extent,
                              Workers& workers) {
  const std::uint32_t d = extent.dimensions();
  const RowsView<float> rows{
      .values = places.data(), .dimensions = d, .count = places.size() / d, .row_stride = d, .weights = weights};
  if (d <= kMaxSpatialDimensions) {
    OrderedPoints ordered = ordered_points(rows, extent, workers);
    return {std::move(ordered.points), ordered.distinct};
  }
  PlacedPoints placed{to_points(sample_rows(rows, rows.count + 1, 0, workers)), 0};
  placed.distinct = placed.points.count;
  return placed;
}

template class Placement<float>;
template class Placement<double>;

}  // namespace kvant
