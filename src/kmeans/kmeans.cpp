#include "kvant/kmeans.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "kmeans/cluster.hpp"
#include "kmeans/distinct_rows.hpp"
#include "kmeans/extent.hpp"
#include "kmeans/fit.hpp"
#include "kmeans/packed_rows.hpp"
#include "kmeans/points_table.hpp"
#include "kmeans/points_view.hpp"
#include "kmeans/random.hpp"
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

template <class Real>
RowSample<Real> sample_of(const WeighedRows<Real>& table, const KMeansOptions& options, Workers& workers) {
  return sample_rows(table.rows, sample_size(table.rows.dimensions, options), options.seed, workers);
}

// As given, or by a sample.
template <class Real>
Start<Real> find_start(const WeighedRows<Real>& table, const KMeansOptions& options, Workers& workers) {
  if (!options.start.empty()) return {to_centers<Real>(options.start, table.rows.dimensions), false};
  return start_of(sample_of(table, options, workers), table.weighed, options, workers);
}

// Runs from each of the starts that the options ask for, and keeps the best.
template <class Real, class Run>
Clustered<Real> best_of_starts(const WeighedRows<Real>& table, const KMeansOptions& options, Workers& workers,
                               const Run& run) {
  Clustered<Real> best = run(options);
  if (options.n_init == 1 || !options.start.empty()) return best;
  const auto inertia = [&](const Clustered<Real>& found) {
    return inertia_of<Real>(table.rows, found.labels, found.centers, workers).value();
  };
  double least = inertia(best);
  Random seeds(options.seed);
  KMeansOptions once = options;
  for (std::uint32_t start = 1; start < options.n_init && least > 0; ++start) {
    once.seed = seeds.bits();
    Clustered<Real> found = run(once);
    const double reached = inertia(found);
    if (reached >= least) continue;
    least = reached;
    best = std::move(found);
  }
  return best;
}

template <class Real>
Clustered<Real> cluster_by_tiles(const WeighedRows<Real>& table, const KMeansOptions& options, Workers& workers) {
  return best_of_starts(table, options, workers, [&](const KMeansOptions& once) {
    Start<Real> start = find_start(table, once, workers);
    TileAssignment<Real> assignment(table.rows, table.extent, table.frame, workers);
    Clustered<Real> result{.centers = {}, .lloyd = iterate<Real>(assignment, start, once), .labels = {}};
    result.centers = std::move(start.centers);
    result.labels = assignment.take_labels();
    return result;
  });
}

// Of all rows, those that weigh nothing, too, which no assignment knows.
std::vector<std::uint32_t> labels_by(const Centers& centers, const WeighedRows<float>& table, Workers& workers) {
  std::vector<float> coordinates;
  for (const std::uint32_t slot : centers.active()) {
    coordinates.insert(coordinates.end(), centers[slot], centers[slot] + centers.dimensions());
  }
  return label_rows<float>(table.rows, coordinates, table.extent, workers);
}

// From labels of points in spatial order, one for each row that weighs more than nothing, as all do.
std::vector<std::uint32_t> labels_of_rows(const OrderedPoints& ordered, std::span<const std::uint32_t> labels,
                                          Workers& workers) {
  std::vector<std::uint32_t> result(ordered.of_row.size());
  workers.run(row_tasks(result.size()), [&](std::size_t task, std::size_t) {
    for (std::size_t i = task * kTaskRows; i < std::min(result.size(), (task + 1) * kTaskRows); ++i) {
      result[i] = labels[ordered.of_row[i]];
    }
  });
  return result;
}

// Tables of so few distinct rows that a start is searched on all of them.
Clustered<float> cluster_distinct_points(const WeighedRows<float>& table, const KMeansOptions& options,
                                         Workers& workers) {
  OrderedPoints ordered = ordered_points(table.rows, table.weighed, workers);
  const RegionTree tree(ordered.points, table.weighed, workers);
  const bool weightless = std::ranges::find(ordered.of_row, kNoPoint) != ordered.of_row.end();
  RegionAssignment assignment(ordered.points, tree, workers);
  return best_of_starts(table, options, workers, [&](const KMeansOptions& once) {
    Start<float> start =
        once.start.empty() ? start_of(ordered, table.weighed, once, workers) : find_start(table, once, workers);
    Clustered<float> result{.centers = {}, .lloyd = iterate<float>(assignment, start, once), .labels = {}};
    result.labels =
        weightless ? labels_by(start.centers, table, workers) : labels_of_rows(ordered, assignment.labels(), workers);
    result.centers = std::move(start.centers);
    return result;
  });
}

// `first`: the start of the first run, which is found before there are packed rows, as memory is short then.
Clustered<float> cluster_packed_rows(const WeighedRows<float>& table, std::optional<Start<float>> first,
                                     const KMeansOptions& options, Workers& workers) {
  PackedTable packed = pack(table.rows, table.weighed, workers);
  const bool weightless = packed.rows.count() < table.rows.count;
  PackedAssignment assignment(packed.rows, packed.tree, workers);
  return best_of_starts(table, options, workers, [&](const KMeansOptions& once) {
    Start<float> start = first ? *std::exchange(first, std::nullopt) : find_start(table, once, workers);
    Clustered<float> result{.centers = {}, .lloyd = iterate<float>(assignment, start, once), .labels = {}};
    if (options.n_init == 1) packed.rows.forget_steps();  // as labels take their room
    result.labels = weightless ? labels_by(start.centers, table, workers)
                               : labels_of_rows(packed.rows, assignment.slots(), workers);
    result.centers = std::move(start.centers);
    return result;
  });
}

Clustered<float> cluster_by_regions(const WeighedRows<float>& table, const KMeansOptions& options, Workers& workers) {
  const std::size_t size = sample_size(table.rows.dimensions, options);
  if (table.rows.count < size) return cluster_distinct_points(table, options, workers);
  if (!options.start.empty()) {
    return cluster_packed_rows(table, find_start(table, options, workers), options, workers);
  }
  std::optional<RowSample<float>> sample = sample_of(table, options, workers);
  if (sample->count() < size) {
    sample.reset();
    return cluster_distinct_points(table, options, workers);
  }
  Start<float> start = start_of(*sample, table.weighed, options, workers);
  sample.reset();
  return cluster_packed_rows(table, std::move(start), options, workers);
}

template <class Real>
KMeansResult cluster_points(const BasicPointsView<Real>& points, const KMeansOptions& options) {
  require_valid(options);
  use_simd_target_of_environment();
  Workers workers(options.threads);
  const PointsTable<Real> table(points, EqualRows::together, workers);
  if (!options.start.empty() && to_centers<Real>(options.start, points.dimensions).count() != options.clusters) {
    refuse("the start must have as many centers as there are clusters");
  }
  Clustered<Real> clustered = cluster(table.table(), options, workers);
  LabeledPoints labeled = table.label_points(std::move(clustered.labels), clustered.centers, workers);
  return {.centers = to_coordinates(clustered.centers),
          .labels = std::move(labeled.labels),
          .inertia = labeled.inertia,
          .converged = clustered.lloyd.converged,
          .iterations = std::move(clustered.lloyd.iterations),
          .distinct_centers = clustered.centers.count_distinct()};
}

template <class Real>
std::vector<std::uint32_t> predict_points(const BasicPointsView<Real>& points, std::span<const double> centers,
                                          unsigned threads) {
  use_simd_target_of_environment();
  Workers workers(threads);
  const auto [rows, extent] = to_checked_rows(points, workers);
  (void)weights_of(points, rows.count);
  (void)to_centers<Real>(centers, points.dimensions);
  const std::vector<Real> given(centers.begin(), centers.end());
  const std::optional<DistinctRows<Real>> distinct = distinct_rows(rows, workers);
  if (!distinct) return label_rows<Real>(rows, given, extent, workers);
  return distinct->of_rows(label_rows<Real>(distinct->view(), given, extent, workers), workers);
}

}  // namespace

template <class Real>
Clustered<Real> cluster(const WeighedRows<Real>& table, const KMeansOptions& options, Workers& workers) {
  if constexpr (std::is_same_v<Real, float>) {
    if (table.rows.suit_regions()) return cluster_by_regions(table, options, workers);
  }
  return cluster_by_tiles(table, options, workers);
}

template Clustered<float> cluster(const WeighedRows<float>&, const KMeansOptions&, Workers&);
template Clustered<double> cluster(const WeighedRows<double>&, const KMeansOptions&, Workers&);

void require_valid(const KMeansOptions& options) {
  if (options.clusters < 1 || options.clusters > kMaxClusters) refuse("the number of clusters must be 1 to 65536");
  if (options.n_init < 1) refuse("the number of starts must be at least 1");
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
