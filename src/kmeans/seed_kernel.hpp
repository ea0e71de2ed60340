// The inner loops of k-means++, compiled for each SIMD target.
#pragma once

#include <cstdint>

#include "kmeans/points.hpp"

namespace kvant {

/// A range of points and one center more.
struct SeedRange {
  const Points& points;
  std::size_t begin;
  std::size_t end;
  const float* center;
};

/// By how much the center would lower the weighted sum of the range's squared distances to the nearest center, of which
/// `distances` has one for each of all points. An exact sum by `exact`.
double seed_gain(const SeedRange& range, const float* distances, const ExactSum& exact);

/// Lowers the range's distances; returns their weighted sum, exact by `exact`, and the largest.
struct SeedState {
  double sum;
  float largest;
};
SeedState seed_lower(const SeedRange& range, float* distances, const ExactSum& exact);

}  // namespace kvant
