// The inner part of k-means++, compiled for each SIMD target.
#pragma once

#include "kmeans/points.hpp"
#include "kmeans/region_tree.hpp"

namespace kvant {

/// Squared distances of points to the nearest of the centers so far, in float arithmetic, and for each region their
/// largest and their weighted sum, exact by `exact`.
struct SeedDistances {
  const Points& points;
  const RegionTree& tree;
  ExactSum exact;
  float* nearest;  ///< of each point, with the padding of points
  float* largest;  ///< of each region
  double* sums;    ///< of each region
};

/// By how much a center more would lower the weighted sum of all distances.
double seed_gain(const SeedDistances& distances, const float* center);

/// Adds the center.
void seed_lower(const SeedDistances& distances, const float* center);

}  // namespace kvant
