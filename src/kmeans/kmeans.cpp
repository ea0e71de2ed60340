#include "kvant/kmeans.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "kmeans/distinct_rows.hpp"
#include "kmeans/extent.hpp"
#include "kmeans/fit.hpp"
#include "kmeans/points_view.hpp"
#include "kmeans/region_assignment.hpp"
#include "kmeans/row_sample.hpp"
#include "kmeans/simd_target.hpp"
#include "kmeans/spatial_order.hpp"
#include "kmeans/start.hpp"
#include "kmeans/tiles/label_rows.hpp"
#include "kmeans/tiles/tile_assignment.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorCode::invalid_argument, message); }

// From 6 dimensions on tiles are faster, though regions would rule out some. Labels are the same either way.
constexpr std::uint32_t kMostForRegions = 5;

// A table as it is clustered: its rows, equal ones taken together where that pays.
template <class Real>
struct Table {
  RowsView<Real> rows;
  Extent extent;   // of all rows
  Extent weighed;  // of those that weigh more than nothing
  Frame frame;
};

template <class Real>
struct Clustered {
  BasicCenters<Real> centers;
  LloydResult lloyd;
  std::vector<std::uint32_t> labels;  // of the table's rows
};

// The centers that the options give to start from.
template <class Real>
BasicCenters<Real> to_given(const KMeansOptions& options, std::uint32_t dimensions) {
  return options.start.empty() ? BasicCenters<Real>() : to_centers<Real>(options.start, dimensions);
}

template <class Real>
Start<Real> start_by_sample(const Table<Real>& table, const KMeansOptions& options, Workers& workers) {
  const std::size_t size = sample_size(table.rows.dimensions, options);
  return start_of(sample_rows(table.rows, size, options.seed, workers), table.weighed, options, workers);
}

template <class Real>
Clustered<Real> cluster_by_tiles(const Table<Real>& table, const KMeansOptions& options, Workers& workers) {
  Start<Real> start{to_given<Real>(options, table.rows.dimensions), false};
  if (options.start.empty()) start = start_by_sample(table, options, workers);
  TileAssignment<Real> assignment(table.rows, table.extent, table.frame, workers);
  Clustered<Real> result{.centers = {}, .lloyd = iterate<Real>(assignment, start, options), .labels = {}};
  result.centers = std::move(start.centers);
  const auto labels = assignment.labels();
  result.labels.assign(labels.begin(), labels.end());
  return result;
}

Clustered<float> cluster_by_regions(const Table<float>& table, const KMeansOptions& options, Workers& workers) {
  const OrderedPoints ordered = spatial_order(table.rows, table.weighed, workers);
  const RegionTree tree(ordered.points, table.weighed, workers);
  RegionAssignment assignment(ordered.points, tree, workers);
  Start<float> start{to_given<float>(options, table.rows.dimensions), false};
  if (options.start.empty()) {
    const bool all_fit = ordered.distinct < sample_size(table.rows.dimensions, options);
    start = all_fit ? start_of(ordered, table.weighed, options, workers) : start_by_sample(table, options, workers);
  }
  Clustered<float> result{.centers = {}, .lloyd = iterate<float>(assignment, start, options), .labels = {}};
  result.centers = std::move(start.centers);
  const auto labels = assignment.labels();
  result.labels.resize(table.rows.count);
  bool weightless = false;
  for (std::size_t i = 0; i < table.rows.count; ++i) {
    weightless |= ordered.of_row[i] == kNoPoint;
    if (ordered.of_row[i] != kNoPoint) result.labels[i] = labels[ordered.of_row[i]];
  }
  if (weightless) {
    std::vector<float> centers;
    for (const std::uint32_t slot : result.centers.active()) {
      centers.insert(centers.end(), result.centers[slot], result.centers[slot] + result.centers.dimensions());
    }
    result.labels = label_rows<float>(table.rows, centers, table.extent, workers);
  }
  return result;
}

template <class Real>
Clustered<Real> cluster(const Table<Real>& table, const KMeansOptions& options, Workers& workers) {
  if constexpr (std::is_same_v<Real, float>) {
    if (table.rows.dimensions <= kMostForRegions) return cluster_by_regions(table, options, workers);
  }
  return cluster_by_tiles(table, options, workers);
}

template <class Real>
KMeansResult cluster_points(const BasicPointsView<Real>& points, const KMeansOptions& options) {
  require_valid(options);
  use_simd_target_of_environment();
  Workers workers(options.threads);
  Table<Real> table{.rows = to_rows(points, workers), .extent = {}, .weighed = {}, .frame = {}};
  if (!options.start.empty() && to_centers<Real>(options.start, points.dimensions).count() != options.clusters) {
    refuse("the start must have as many centers as there are clusters");
  }
  std::vector<double> weights = weights_of(points, table.rows.count);
  table.extent = extent_of(table.rows, workers);
  table.rows.weights = weights;
  table.weighed = weights.empty() ? table.extent : extent_of(table.rows, workers);
  if (table.weighed.rows == 0) refuse("one weight at least must be positive");
  table.frame = Frame::of<Real>(table.weighed);
  for (double& weight : weights) weight = table.frame.rounded_weight(weight);
  table.rows.whole_weights_repeat = table.frame.repeats_whole_weights();
  const RowsView<Real> rows = table.rows;
  const std::optional<DistinctRows<Real>> distinct = distinct_rows(table.rows, workers);
  if (distinct) table.rows = distinct->view();

  Clustered<Real> clustered = cluster(table, options, workers);
  KMeansResult result;
  result.centers = to_coordinates(clustered.centers);
  result.converged = clustered.lloyd.converged;
  result.iterations = std::move(clustered.lloyd.iterations);
  result.distinct_centers = clustered.centers.count_distinct();
  if (weights.empty()) result.inertia = inertia_of(table.rows, clustered.labels, clustered.centers, workers).value();
  result.labels = distinct ? distinct->of_rows(clustered.labels, workers) : std::move(clustered.labels);
  if (weights.empty()) return result;
  // Weights count as they were given, not as they are rounded for sums.
  std::copy(points.weights.begin(), points.weights.end(), weights.begin());
  result.inertia = inertia_of(rows, result.labels, clustered.centers, workers).value();
  return result;
}

template <class Real>
std::vector<std::uint32_t> predict_points(const BasicPointsView<Real>& points, std::span<const double> centers,
                                          unsigned threads) {
  use_simd_target_of_environment();
  Workers workers(threads);
  const RowsView<Real> rows = to_rows(points, workers);
  (void)weights_of(points, rows.count);
  (void)to_centers<Real>(centers, points.dimensions);
  const std::vector<Real> given(centers.begin(), centers.end());
  const Extent extent = extent_of(rows, workers);
  const std::optional<DistinctRows<Real>> distinct = distinct_rows(rows, workers);
  if (!distinct) return label_rows<Real>(rows, given, extent, workers);
  return distinct->of_rows(label_rows<Real>(distinct->view(), given, extent, workers), workers);
}

}  // namespace

void require_valid(const KMeansOptions& options) {
  if (options.clusters < 1 || options.clusters > kMaxClusters) refuse("the number of clusters must be 1 to 65536");
  if (options.effort < 1 || options.effort > 10) refuse("the effort must be 1 to 10");
  if (!(options.tolerance >= 0) || !std::isfinite(options.tolerance)) refuse("the tolerance must be 0 or more");
  if (options.max_iterations < 1) refuse("the number of iterations must be at least 1");
}

KMeansResult kmeans(const PointsView& points, const KMeansOptions& options) { return cluster_points(points, options); }

KMeansResult kmeans(const DoublePointsView& points, const KMeansOptions& options) {
  return cluster_points(points, options);
}

std::vector<std::uint32_t> predict(const PointsView& points, std::span<const double> centers, unsigned threads) {
  return predict_points(points, centers, threads);
}

std::vector<std::uint32_t> predict(const DoublePointsView& points, std::span<const double> centers, unsigned threads) {
  return predict_points(points, centers, threads);
}

}  // namespace kvant
