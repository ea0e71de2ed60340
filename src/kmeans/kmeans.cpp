#include "kvant/kmeans.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "kmeans/extent.hpp"
#include "kmeans/fit.hpp"
#include "kmeans/rows.hpp"
#include "kmeans/simd_target.hpp"
#include "kmeans/spatial_order.hpp"
#include "kmeans/tiles/nearest_centers.hpp"
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
  return {.values = points.coordinates.data(), .dimensions = d, .count = points.coordinates.size() / d, .stride = d};
}

std::vector<std::uint32_t> label_by_tiles(const RowsView<float>& rows, std::span<const float> centers,
                                          Workers& workers) {
  const NearestCenters<float> nearest(centers, extent_of(rows, workers), workers);
  std::vector<NearestCenters<float>::Scratch> scratch(workers.count());
  std::vector<std::uint32_t> labels(rows.count);
  workers.run(row_tasks(rows.count), [&](std::size_t task, std::size_t worker) {
    const std::size_t begin = task * kTaskRows;
    nearest.find(rows, begin, std::min(rows.count, begin + kTaskRows), labels.data() + begin, scratch[worker]);
  });
  return labels;
}

std::vector<std::uint32_t> labels_of_rows(const std::vector<std::uint32_t>& of_row,
                                          std::span<const std::uint32_t> labels) {
  std::vector<std::uint32_t> result(of_row.size());
  for (std::size_t i = 0; i < of_row.size(); ++i) result[i] = labels[of_row[i]];
  return result;
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
  const OrderedPoints ordered = spatial_order(rows);
  if (ordered.points.count == 0) refuse("one weight at least must be positive");
  if (ordered.points.count < options.clusters) {
    refuse("there are only " + std::to_string(ordered.points.count) + " distinct points for " +
           std::to_string(options.clusters) + " clusters");
  }
  Workers workers(options.threads);
  const RegionTree tree(ordered.points, workers);
  Assignment assignment(ordered.points, tree, workers);
  const FitResult fitted = fit(assignment, options, {}, workers);
  KMeansResult result;
  for (std::uint32_t slot : fitted.centers.active()) {
    result.centers.insert(result.centers.end(), fitted.centers[slot], fitted.centers[slot] + rows.dimensions);
  }
  result.converged = fitted.lloyd.converged;
  result.iterations = fitted.lloyd.iterations;
  const bool weightless = std::find(ordered.of_row.begin(), ordered.of_row.end(), kNoPoint) != ordered.of_row.end();
  const bool spatial = rows.dimensions <= kMaxSpatialDimensions;
  result.labels = weightless || !spatial ? predict(rows, result.centers, options.threads)
                                         : labels_of_rows(ordered.of_row, assignment.labels());
  result.inertia = inertia_of(rows, result.labels, result.centers);
  return result;
}

std::vector<std::uint32_t> predict(const PointsView& rows, std::span<const float> centers, unsigned threads) {
  require_valid(rows);
  use_simd_target_of_environment();
  const Centers given = to_centers(centers, rows.dimensions);
  Workers workers(threads);
  if (rows.dimensions > kMaxSpatialDimensions) return label_by_tiles(to_rows(rows), centers, workers);
  const OrderedPoints ordered = spatial_order({.coordinates = rows.coordinates, .dimensions = rows.dimensions});
  const RegionTree tree(ordered.points, workers);
  Assignment assignment(ordered.points, tree, workers);
  assignment.update(given);
  return labels_of_rows(ordered.of_row, assignment.labels());
}

}  // namespace kvant
