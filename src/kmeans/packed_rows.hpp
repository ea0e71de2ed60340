// Rows of a table in spatial order, packed: near enough to tell the nearest centers of nearly all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kmeans/extent.hpp"
#include "kmeans/region_tree.hpp"
#include "kmeans/rows.hpp"
#include "kvant/buffer.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Coordinates are told in so many steps from the lower bound of a leaf's box to the upper one.
inline constexpr int kPackedSteps = 65535;

[[nodiscard]] inline float packed_step(float low, float high) { return (high - low) * (1.0F / kPackedSteps); }

/// Rows that weigh more than nothing, in the order of a tree of regions. What they look like to the byte is read from
/// the table, where they lie anywhere: seldom, as that takes long.
struct PackedRows {
  RowsView<float> rows;         ///< the table
  Buffer<std::uint32_t> order;  ///< which of its rows each is
  std::size_t stride = 0;
  /// Planes, padded as those of Points: coordinates less the lower bound of the leaf's box, in packed_step()s, rounded
  /// to the nearest.
  Buffer<std::uint16_t> steps;

  [[nodiscard]] std::size_t count() const { return order.size(); }
  /// Frees the planes.
  void forget_steps() { Buffer<std::uint16_t>().swap(steps); }

  [[nodiscard]] std::uint16_t* plane(std::uint32_t j) { return steps.data() + j * stride; }
  [[nodiscard]] const std::uint16_t* plane(std::uint32_t j) const { return steps.data() + j * stride; }
};

struct PackedTable {
  PackedRows rows;
  RegionTree tree;
};

/// Of rows as spatial_order() wants them, `weighed` their extent. Takes 4 + 2 d bytes a row, and the tree.
[[nodiscard]] PackedTable pack(const RowsView<float>& rows, const Extent& weighed, Workers& workers);

/// From labels in the order of packed rows to those of the table's rows; 0 for rows that weigh nothing.
[[nodiscard]] std::vector<std::uint32_t> labels_of_rows(const PackedRows& packed, std::span<const std::uint16_t> labels,
                                                        Workers& workers);

}  // namespace kvant
