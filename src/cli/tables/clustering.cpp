#include "cli/tables/clustering.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace kvant::cli {
namespace {

double weight_of(const Table& table, std::size_t row) { return table.weights.empty() ? 1 : table.weights[row]; }

/// The inertia of a single center at the mean.
double total_inertia(const Table& table) {
  const std::size_t columns = table.columns();
  double total = 0;
  double inertia = 0;
  std::vector<double> mean(columns);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    total += weight_of(table, row);
    for (std::size_t i = 0; i < columns; ++i) mean[i] += weight_of(table, row) * table.values[row * columns + i];
  }
  for (double& part : mean) part /= total;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t i = 0; i < columns; ++i) {
      const double far = table.values[row * columns + i] - mean[i];
      inertia += weight_of(table, row) * far * far;
    }
  }
  return inertia;
}

}  // namespace

DoublePointsView view_of(const Table& table) {
  return {
      .coordinates = table.values, .dimensions = static_cast<std::uint32_t>(table.columns()), .weights = table.weights};
}

Clustering cluster(const Table& table, KMeansOptions options, bool choose) {
  const DoublePointsView rows = view_of(table);
  Clustering found;
  if (choose) {
    const Curve curve = sweep(rows, {.effort = options.effort,
                                     .tolerance = options.tolerance,
                                     .max_iterations = options.max_iterations,
                                     .silhouette = false,
                                     .seed = options.seed,
                                     .threads = options.threads});
    found.choice = choose_k(curve);
    options.clusters = found.choice->k;
  }
  KMeansResult result = kmeans(rows, options);
  found.clusters = result.distinct_centers;
  found.centers = std::move(result.centers);
  found.centers.resize(found.clusters * table.columns());  // those behind repeat the first, and own no row
  found.labels = std::move(result.labels);
  found.inertia = result.inertia;
  const double total = total_inertia(table);
  found.variance_explained = total > 0 ? std::clamp(1 - found.inertia / total, 0.0, 1.0) : 1;
  found.converged = result.converged;
  found.iterations = result.iterations.size();
  return found;
}

std::vector<std::uint32_t> nearest(const Table& table, std::span<const double> centers, unsigned threads) {
  return predict(view_of(table), centers, threads);
}

}  // namespace kvant::cli
