// Rows of floats in order of place, and as Points: distinct, and in that order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kmeans/extent.hpp"
#include "kmeans/points.hpp"
#include "kmeans/rows.hpp"
#include "kvant/buffer.hpp"
#include "threads/parallel.hpp"

namespace kvant {

inline constexpr std::uint32_t kNoPoint = 0xFFFFFFFF;

/// The rows of positive weight along a space-filling curve.
struct SpatialOrder {
  Buffer<std::uint64_t> keys;  ///< ascending Morton codes, as Points has them
  std::uint32_t key_bits = 0;
  Buffer<std::uint32_t> rows;  ///< their numbers; equal ones follow one another, those of equal weight, too
};

/// Of rows in up to kMaxSpatialDimensions dimensions, of which those that weigh more than nothing lie within `extent`;
/// fewer than kNoPoint. Takes 12 bytes a row, and no more on the way where no bucket holds most of the rows.
[[nodiscard]] SpatialOrder spatial_order(const RowsView<float>& rows, const Extent& extent, Workers& workers);

struct OrderedPoints {
  Points points;                 ///< the rows of positive weight, equal ones of equal weights as one point
  std::size_t distinct = 0;      ///< how many of the points differ in their coordinates
  Buffer<std::uint32_t> of_row;  ///< the point of each row of the input; kNoPoint for a weight of zero
};

/// Of rows as spatial_order() wants them, whose weights have sums that are exact.
[[nodiscard]] OrderedPoints ordered_points(const RowsView<float>& rows, const Extent& extent, Workers& workers);

}  // namespace kvant
