// From rows of floats to Points: distinct, and in order of place.
#pragma once

#include <cstdint>
#include <vector>

#include "kmeans/points.hpp"
#include "kvant/kmeans.hpp"

namespace kvant {

inline constexpr std::uint32_t kNoPoint = 0xFFFFFFFF;

struct OrderedPoints {
  Points points;                      ///< the distinct rows of positive weight
  std::vector<std::uint32_t> of_row;  ///< the point of each row of the input; kNoPoint for a weight of zero
};

/// Rows with equal coordinates become one point with the sum of their weights.
OrderedPoints spatial_order(const PointsView& rows);

}  // namespace kvant
