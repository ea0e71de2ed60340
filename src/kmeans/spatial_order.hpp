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

/// What the grid is like whose cells tell rows apart: as wide everywhere as the extent, or narrower where rows are
/// many, if few rows, far away, would leave most in a few cells otherwise. That depends on the rows that there are.
enum class Grid { even, by_rows };

/// Of rows in up to kMaxSpatialDimensions dimensions, of which those that weigh more than nothing lie within `extent`;
/// fewer than kNoPoint. Takes 12 bytes a row.
[[nodiscard]] SpatialOrder spatial_order(const RowsView<float>& rows, const Extent& extent, Grid grid,
                                         Workers& workers);

struct OrderedPoints {
  Points points;                 ///< the rows of positive weight, equal ones of equal weights as one point
  std::size_t distinct = 0;      ///< how many of the points differ in their coordinates
  Buffer<std::uint32_t> of_row;  ///< the point of each row of the input; kNoPoint for a weight of zero
};

/// Of rows as spatial_order() wants them, in an even grid, whose weights have sums that are exact.
[[nodiscard]] OrderedPoints ordered_points(const RowsView<float>& rows, const Extent& extent, Workers& workers);

}  // namespace kvant
