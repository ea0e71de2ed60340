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

/// When Lloyd's iteration stops, by the options.
[[nodiscard]] LloydRule lloyd_rule(const RegionTree& tree, const KMeansOptions& options, std::uint32_t fixed);

/// Clusters the points of `assignment`, at least options.clusters of them, and leaves it at that of the centers found.
/// `fixed` holds coordinates of centers that never move, the first of
/// the k.
FitResult fit(Assignment& assignment, const KMeansOptions& options, std::span<const float> fixed, Workers& workers);

}  // namespace kvant
