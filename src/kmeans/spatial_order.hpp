// From rows of floats to Points: distinct, and in order of place.
#pragma once

#include <cstdint>
#include <vector>

#include "kmeans/extent.hpp"
#include "kmeans/points.hpp"
#include "kmeans/rows.hpp"
#include "kvant/buffer.hpp"
#include "threads/parallel.hpp"

namespace kvant {

inline constexpr std::uint32_t kNoPoint = 0xFFFFFFFF;

struct OrderedPoints {
  Points points;             ///< the rows of positive weight, equal ones of equal weights as one point; or where few
                             ///< are equal, and none has a weight, all rows, points without weights
  std::size_t distinct = 0;  ///< how many of the points differ in their coordinates
  Buffer<std::uint32_t> of_row;  ///< the point of each row of the input; kNoPoint for a weight of zero
};

/// Of rows in up to kMaxSpatialDimensions dimensions, of which those that weigh more than nothing lie within `extent`;
/// fewer than kNoPoint. Their weights have sums that are exact.
[[nodiscard]] OrderedPoints spatial_order(const RowsView<float>& rows, const Extent& extent, Workers& workers);

}  // namespace kvant
