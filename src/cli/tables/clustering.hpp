// Tables and the engine: what goes in, what comes out.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kvant/choose.hpp"
#include "kvant/kmeans.hpp"
#include "table/table.hpp"

namespace kvant::cli {

/// A table's rows as the engine takes them.
[[nodiscard]] DoublePointsView view_of(const Table& table);

struct Clustering {
  std::uint32_t clusters = 0;         ///< fewer than asked for, if there are fewer distinct rows
  std::vector<double> centers;        ///< clusters * columns, row-major
  std::vector<std::uint32_t> labels;  ///< of the table's rows
  double inertia = 0;
  double variance_explained = 0;  ///< 0 to 1
  bool converged = false;
  std::size_t iterations = 0;
  std::optional<Choice> choice = {};  ///< how the number of clusters was found, if it was
};

/// Clusters the rows. `options.clusters` counts unless `choose` is set: then as many as choose_k() takes.
/// Throws Error.
[[nodiscard]] Clustering cluster(const Table& table, KMeansOptions options, bool choose);

/// The nearest of the centers, as many columns wide as the table, for each row. Throws Error.
[[nodiscard]] std::vector<std::uint32_t> nearest(const Table& table, std::span<const double> centers, unsigned threads);

}  // namespace kvant::cli
