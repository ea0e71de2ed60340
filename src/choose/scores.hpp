// What a clustering scores, from what it leaves. CurvePoint has the definitions.
#pragma once

#include <cstdint>
#include <span>

#include "kmeans/centers.hpp"
#include "kmeans/points.hpp"
#include "kmeans/region_tree.hpp"
#include "kvant/choose.hpp"

namespace kvant {

/// What the scores but the silhouette need to know.
struct ClusterStatistics {
  double inertia = 0;
  double total_inertia = 0;  ///< of one cluster
  std::uint32_t dimensions = 1;
  std::span<const double> weights = {};  ///< of each cluster; their sum counts as the number of points
};

[[nodiscard]] double calinski_harabasz(const ClusterStatistics& clusters);
[[nodiscard]] double bayesian_information(const ClusterStatistics& clusters);

/// All of a point of the curve but its centers and the silhouette, which is NaN.
[[nodiscard]] CurvePoint judge(const ClusterStatistics& clusters);

/// Squared distances in single precision, as the engine's: of 2 centers or more. `tree` is that of the points.
[[nodiscard]] double simplified_silhouette(const Points& points, const RegionTree& tree, const Centers& centers);

}  // namespace kvant
