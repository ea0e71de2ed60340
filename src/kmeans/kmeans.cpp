#include "kvant/kmeans.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "kmeans/exact_total.hpp"
#include "kmeans/extent.hpp"
#include "kmeans/fit.hpp"
#include "kmeans/region_assignment.hpp"
#include "kmeans/rows.hpp"
#include "kmeans/simd_target.hpp"
#include "kmeans/spatial_order.hpp"
#include "kmeans/tiles/nearest_centers.hpp"
#include "kmeans/tiles/row_sample.hpp"
#include "kmeans/tiles/tile_assignment.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorCode::invalid_argument, message); }

Centers to_centers(std::span<const float> coordinates, std::uint32_t dimensions) {
  if (coordinates.empty() || coordinates.size() % dimensions != 0) {
    refuse("centers must be whole rows of as many coordinates as the points have, at least one");
  }
  if (!std::all_of(coordinates.begin(), coordinates.end(), [](float x) { return std::fabs(x) < 1e18F; })) {
    refuse("centers must be finite, and less than 1e18");
  }
  Centers centers(dimensions, coordinates.size() / dimensions);
  for (std::size_t i = 0; i < coordinates.size(); i += dimensions) centers.add(coordinates.data() + i);
  return centers;
}

// Row by row: the moments that guide the search cancel where clusters are small beside the whole, and weights far
// lighter than the others are rounded there.
double inertia_of(const PointsView& rows, std::span<const std::uint32_t> labels, std::span<const float> centers) {
  const std::uint32_t d = rows.dimensions;
  double sum = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    double squared = 0;
    for (std::uint32_t j = 0; j < d; ++j) {
      const double difference = double{rows.coordinates[i * d + j]} - centers[labels[i] * std::size_t{d} + j];
      squared += difference * difference;
    }
    sum += (rows.weights.empty() ? 1.0 : double{rows.weights[i]}) * squared;
  }
  return sum;
}

RowsView<float> to_rows(const PointsView& points) {
  const std::uint32_t d = points.dimensions;
  return {
      .values = points.coordinates.data(), .dimensions = d, .count = points.coordinates.size() / d, .row_stride = d};
}

// The same, exact, so that neither threads nor parts show.
double inertia_of(const PointsView& points, std::span<const std::uint32_t> labels, std::span<const float> centers,
                  Workers& workers) {
  const RowsView<float> rows = to_rows(points);
  std::vector<ExactTotal> of_worker(workers.count());
  workers.run(row_tasks(rows.count), [&](std::size_t task, std::size_t worker) {
    const std::size_t begin = task * kTaskRows;
    for (std::size_t i = begin; i < std::min(rows.count, begin + kTaskRows); ++i) {
      const float* center = centers.data() + labels[i] * std::size_t{rows.dimensions};
      const double weight = points.weights.empty() ? 1.0 : double{points.weights[i]};
      of_worker[worker].add(weight * rows.squared_distance(i, center));
    }
  });
  ExactTotal total;
  for (const ExactTotal& some : of_worker) total.add(some);
  return total.value();
}

std::vector<std::uint32_t> labels_of_rows(const std::vector<std::uint32_t>& of_row,
                                          std::span<const std::uint32_t> labels) {
  std::vector<std::uint32_t> result(of_row.size());
  for (std::size_t i = 0; i < of_row.size(); ++i) result[i] = labels[of_row[i]];
  return result;
}

void require_distinct(std::size_t points, std::uint32_t clusters) {
  if (points == 0) refuse("one weight at least must be positive");
  if (points < clusters) {
    refuse("there are only " + std::to_string(points) + " distinct points for " + std::to_string(clusters) +
           " clusters");
  }
}

KMeansResult to_result(const FitResult& fitted) {
  KMeansResult result;
  for (std::uint32_t slot : fitted.centers.active()) {
    result.centers.insert(result.centers.end(), fitted.centers[slot],
                          fitted.centers[slot] + fitted.centers.dimensions());
  }
  result.converged = fitted.lloyd.converged;
  result.iterations = fitted.lloyd.iterations;
  return result;
}

KMeansResult cluster_in_space(const PointsView& rows, const KMeansOptions& options, Workers& workers) {
  const OrderedPoints ordered = spatial_order(rows);
  require_distinct(ordered.points.count, options.clusters);
  const RegionTree tree(ordered.points, workers);
  RegionAssignment assignment(ordered.points, tree, workers);
  KMeansResult result = to_result(fit(assignment, ordered.points, tree, options, {}, workers));
  const bool weightless = std::find(ordered.of_row.begin(), ordered.of_row.end(), kNoPoint) != ordered.of_row.end();
  result.labels =
      weightless ? predict(rows, result.centers, options.threads) : labels_of_rows(ordered.of_row, assignment.labels());
  result.inertia = inertia_of(rows, result.labels, result.centers);
  return result;
}

KMeansResult cluster_by_tiles(const PointsView& points, const KMeansOptions& options, Workers& workers) {
  RowsView<float> rows = to_rows(points);
  const Extent extent = extent_of(rows, workers);
  std::vector<double> weights(points.weights.begin(), points.weights.end());
  rows.weights = weights;
  const Extent weighed = weights.empty() ? extent : extent_of(rows, workers);
  if (weighed.rows == 0) require_distinct(0, options.clusters);
  const Frame frame(weighed);
  for (double& weight : weights) weight = frame.rounded_weight(weight);
  const Points sample = sample_rows(rows, rows_to_search(options), options.seed, workers);
  require_distinct(sample.count, options.clusters);
  TileAssignment assignment(rows, extent, frame, workers);
  const RegionTree tree(sample, workers);
  KMeansResult result = to_result(fit(assignment, sample, tree, options, {}, workers));
  const auto labels = assignment.labels();
  result.labels.assign(labels.begin(), labels.end());
  result.inertia = inertia_of(points, result.labels, result.centers, workers);
  return result;
}

std::vector<std::uint32_t> predict_by_tiles(const RowsView<float>& rows, std::span<const float> centers,
                                            Workers& workers) {
  const NearestCenters<float> nearest(centers, extent_of(rows, workers), workers);
  std::vector<NearestCenters<float>::Scratch> scratch(workers.count());
  std::vector<std::uint32_t> labels(rows.count);
  workers.run(row_tasks(rows.count), [&](std::size_t task, std::size_t worker) {
    const std::size_t begin = task * kTaskRows;
    std::vector<std::size_t> which(std::min(kTaskRows, rows.count - begin));
    std::iota(which.begin(), which.end(), begin);
    nearest.find(rows, which, std::span(labels).subspan(begin, which.size()), {}, scratch[worker]);
  });
  return labels;
}

}  // namespace

void require_valid(const PointsView& points) {
  if (points.dimensions == 0) refuse("points need at least 1 dimension");
  if (points.coordinates.empty()) refuse("there are no points");
  if (points.coordinates.size() % points.dimensions != 0) {
    refuse("the number of coordinates is not a multiple of the number of dimensions");
  }
  const std::size_t count = points.coordinates.size() / points.dimensions;
  if (count >= kNoPoint) refuse("there are more points than 4,294,967,294");
  // Squared differences must stay finite in single precision.
  const auto usable = [](float x) { return std::fabs(x) < 1e18F; };
  if (!std::all_of(points.coordinates.begin(), points.coordinates.end(), usable)) {
    refuse("coordinates must be finite, and less than 1e18");
  }
  if (points.weights.empty()) return;
  if (points.weights.size() != count) refuse("there must be one weight for each point, or none at all");
  const auto is_weight = [](float w) { return std::isfinite(w) && w >= 0; };
  if (!std::all_of(points.weights.begin(), points.weights.end(), is_weight))
    refuse("weights must be finite and not negative");
}

void require_valid(const KMeansOptions& options) {
  if (options.clusters < 1 || options.clusters > kMaxClusters) refuse("the number of clusters must be 1 to 65536");
  if (options.effort < 1 || options.effort > 10) refuse("the effort must be 1 to 10");
  if (!(options.tolerance >= 0) || !std::isfinite(options.tolerance)) refuse("the tolerance must be 0 or more");
  if (options.max_iterations < 1) refuse("the number of iterations must be at least 1");
}

KMeansResult kmeans(const PointsView& rows, const KMeansOptions& options) {
  require_valid(rows);
  require_valid(options);
  use_simd_target_of_environment();
  if (!options.start.empty() && to_centers(options.start, rows.dimensions).count() != options.clusters) {
    refuse("the start must have as many centers as there are clusters");
  }
  Workers workers(options.threads);
  return rows.dimensions <= kMaxSpatialDimensions ? cluster_in_space(rows, options, workers)
                                                  : cluster_by_tiles(rows, options, workers);
}

std::vector<std::uint32_t> predict(const PointsView& rows, std::span<const float> centers, unsigned threads) {
  require_valid(rows);
  use_simd_target_of_environment();
  const Centers given = to_centers(centers, rows.dimensions);
  Workers workers(threads);
  if (rows.dimensions > kMaxSpatialDimensions) return predict_by_tiles(to_rows(rows), centers, workers);
  const OrderedPoints ordered = spatial_order({.coordinates = rows.coordinates, .dimensions = rows.dimensions});
  const RegionTree tree(ordered.points, workers);
  RegionAssignment assignment(ordered.points, tree, workers);
  assignment.update(given);
  return labels_of_rows(ordered.of_row, assignment.labels());
}

}  // namespace kvant
