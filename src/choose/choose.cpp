#include "kvant/choose.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "choose/row_sweep.hpp"
#include "choose/sweep.hpp"
#include "kmeans/distinct_rows.hpp"
#include "kmeans/extent.hpp"
#include "kmeans/fit.hpp"
#include "kmeans/frame.hpp"
#include "kmeans/placement.hpp"
#include "kmeans/points_view.hpp"
#include "kmeans/region_tree.hpp"
#include "kmeans/simd_target.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorCode::invalid_argument, message); }

// As for kmeans(): above, there is too little in a box.
constexpr std::uint32_t kMostInSpace = 5;

double as_said(double tolerance, std::uint32_t) { return tolerance; }

// All points, brought to where floats can tell them apart, in spatial order: regions make up for that.
template <class Real>
Curve sweep_in_space(const RowsView<Real>& rows, const Extent& extent, const SweepOptions& options, Workers& workers) {
  std::vector<double> weights(rows.weights.begin(), rows.weights.end());
  if (weights.empty()) weights.assign(rows.count, 1.0);
  const Placement<Real> placement(extent);
  const auto [points, distinct] = points_of_places(placement.place(rows), weights, placement.place(extent), workers);
  require_enough(distinct, options.from);
  SweepOptions clipped = options;
  clipped.to = static_cast<std::uint32_t>(std::min<std::size_t>(options.to, distinct));
  Curve curve =
      sweep(points, RegionTree(points, workers), Centers(points.dimensions, 0), clipped, as_said, workers, {});
  curve.distinct_points = distinct;
  for (CurvePoint& point : curve.points) {
    point.inertia = placement.squared(point.inertia);
    point.bic += curve.weight * rows.dimensions * std::log(placement.scale());  // it knows the variance, too
    const Centers centers = to_centers<float>(point.centers, rows.dimensions);
    point.centers = to_coordinates(placement.take_back(centers));
  }
  return curve;
}

template <class Real>
Curve sweep_points(const BasicPointsView<Real>& view, const SweepOptions& options) {
  require_valid(options);
  use_simd_target_of_environment();
  Workers workers(options.threads);
  RowsView<Real> rows = to_rows(view, workers);
  std::vector<double> weights = weights_of(view, rows.count);
  const Extent extent = extent_of(rows, workers);
  rows.weights = weights;
  const Extent weighed = weights.empty() ? extent : extent_of(rows, workers);
  if (weighed.rows == 0) refuse("one weight at least must be positive");
  const Frame frame = Frame::of<Real>(weighed);
  for (double& weight : weights) weight = frame.rounded_weight(weight);
  if (rows.dimensions <= kMostInSpace) return sweep_in_space(rows, weighed, options, workers);
  rows.whole_weights_repeat = frame.repeats_whole_weights();
  const std::optional<DistinctRows<Real>> distinct = distinct_rows(rows, workers);
  return sweep_rows(distinct ? distinct->view() : rows, extent, weighed, options, workers);
}

}  // namespace

void require_enough(std::uint64_t distinct, std::uint32_t from) {
  if (distinct >= from) return;
  refuse("there are only " + std::to_string(distinct) + " distinct point" + (distinct == 1 ? "" : "s") +
         ", fewer than the smallest k");
}

void require_valid(const SweepOptions& options) {
  if (options.from < 1 || options.from > options.to)
    refuse("the range of k must begin at 1 or more, and not end before");
  require_valid(KMeansOptions{.clusters = options.to,
                              .effort = options.effort,
                              .tolerance = options.tolerance,
                              .max_iterations = options.max_iterations});
}

Curve sweep(const PointsView& points, const SweepOptions& options) { return sweep_points(points, options); }

Curve sweep(const DoublePointsView& points, const SweepOptions& options) { return sweep_points(points, options); }

}  // namespace kvant
