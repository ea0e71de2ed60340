// Tables and the engine: what goes in, what comes out.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/tables/algorithms.hpp"
#include "kvant/choose.hpp"
#include "kvant/kmeans.hpp"
#include "table/table.hpp"

namespace kvant::cli {

/// A table's rows as the engine takes them.
[[nodiscard]] DoublePointsView view_of(const Table& table);

class LargeTable;
class TableProgress;

struct Clustering {
  std::uint32_t clusters = 0;         ///< fewer than asked for, if there are fewer distinct rows
  std::vector<double> centers;        ///< clusters * columns, row-major
  std::vector<std::uint32_t> labels;  ///< of the table's rows
  double inertia = 0;
  double variance_explained = 0;  ///< 0 to 1
  bool converged = false;
  std::size_t iterations = 0;
  Batches batches = {};               ///< of mini-batch k-means
  std::optional<Choice> choice = {};  ///< how the number of clusters was found, if it was
  std::uint32_t resumed_at = 0;       ///< how many of the iterations an earlier run did
};

/// How a table is to be clustered.
struct ClusteringOptions {
  KMeansOptions k_means = {};
  AlgorithmOptions how = {};
  bool choose = false;  ///< not k_means.clusters, but as many as choose_k() takes
  /// A file that keeps how far the iteration has come; a run that finds it goes on from there, with the
  /// same bits. It goes when the run is done.
  std::optional<std::string> checkpoint = {};
};

/// Clusters the rows. Throws Error.
[[nodiscard]] Clustering cluster(const Table& table, const ClusteringOptions& wanted, TableProgress& progress);

/// Never chooses, and only by Lloyd's algorithm from one start.
[[nodiscard]] Clustering cluster(LargeTable& table, const ClusteringOptions& wanted, TableProgress& progress);

/// The nearest of the centers, as many columns wide as the table, for each row. Throws Error.
[[nodiscard]] std::vector<std::uint32_t> nearest(const Table& table, std::span<const double> centers, unsigned threads);

}  // namespace kvant::cli
