// k-means from points to centers: seed, leave bad optima, iterate.
#pragma once

#include <cstdint>
#include <span>

#include "kmeans/assignment.hpp"
#include "kmeans/centers.hpp"
#include "kmeans/lloyd.hpp"
#include "kvant/kmeans.hpp"
#include "threads/parallel.hpp"

namespace kvant {

struct FitResult {
  Centers centers;  ///< slots 0 to k - 1
  LloydResult lloyd;
};

inline constexpr std::uint32_t kMaxClusters = 65'536;

/// Throw Error(invalid_argument) unless points are usable and options in their ranges.
void require_valid(const PointsView& points);
void require_valid(const KMeansOptions& options);

/// On how many rows of a table a start is searched.
[[nodiscard]] std::size_t rows_to_search(const KMeansOptions& options);

/// When Lloyd's iteration stops, by the options.
[[nodiscard]] LloydRule lloyd_rule(double mean_variance, const KMeansOptions& options, std::uint32_t fixed);

/// Clusters the points of `assignment` and leaves it at that of the centers found. A start is searched on `points`,
/// which are the same or stand for them, and at least options.clusters. `fixed` holds coordinates of centers that never
/// move, the first of the k.
FitResult fit(Assignment& assignment, const Points& points, const RegionTree& tree, const KMeansOptions& options,
              std::span<const float> fixed, Workers& workers);

}  // namespace kvant
