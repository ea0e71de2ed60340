// The inner part of k-means++, compiled for each SIMD target.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kmeans/points.hpp"
#include "kmeans/region_tree.hpp"

namespace kvant {

/// Squared distances of points to the nearest of the centers so far, in float arithmetic, and for each region their
/// weighted sum, exact by `exact`, and the largest of them.
struct SeedDistances {
  const Points& points;
  const RegionTree& tree;
  ExactSum exact;
  float* nearest;  ///< of each point, with the padding of points
  float* largest;  ///< of each region, where regions are told by place
  double* sums;    ///< of each region
};

/// By how much a center more would lower the weighted sum of all distances. Regions that it cannot serve better are
/// skipped.
double seed_gain(const SeedDistances& distances, const float* center);

/// Adds the center.
void seed_lower(const SeedDistances& distances, const float* center);

/// Centers of which one may be added.
struct SeedTrials {
  std::size_t count;
  const float* centers;  ///< one after another
  float* distances;      ///< of each point to the first, with the padding of points; then to the second, and so on
};

/// Where boxes rule out nothing, leaf by leaf: adds to gains[t] by how much trial t would lower the weighted sum of the
/// distances of the leaf's points, and leaves their distances to each.
void seed_leaf_gains(const SeedDistances& distances, std::uint32_t leaf, const SeedTrials& trials, double* gains);

/// Lowers a leaf's distances to those to one more center, which are known of each point.
void seed_lower_leaf(const SeedDistances& distances, std::uint32_t leaf, const float* to_center);

}  // namespace kvant
