// From points to centers: seed, leave bad optima; when to stop iterating.
#pragma once

#include <cstdint>
#include <span>

#include "kmeans/assignment.hpp"
#include "kmeans/centers.hpp"
#include "kmeans/lloyd.hpp"
#include "kvant/kmeans.hpp"
#include "threads/parallel.hpp"

namespace kvant {

inline constexpr std::uint32_t kMaxClusters = 65'536;

/// Throws Error(invalid_argument) unless the options are in their ranges.
void require_valid(const KMeansOptions& options);

/// On how many rows of a table a start is searched.
[[nodiscard]] std::size_t rows_to_search(const KMeansOptions& options);

/// When Lloyd's iteration stops, by the options.
[[nodiscard]] LloydRule lloyd_rule(double mean_variance, const KMeansOptions& options, std::uint32_t fixed);

/// Where Lloyd's iteration begins: `fixed` centers, which never move, and others up to options.clusters. `points` are
/// all points, or stand for them, and are at least as many as clusters, all in different places but for those in fixed
/// ones.
[[nodiscard]] Centers find_start(const Points& points, const RegionTree& tree, const KMeansOptions& options,
                                 const LloydRule& rule, const Centers& fixed, Workers& workers);

}  // namespace kvant
