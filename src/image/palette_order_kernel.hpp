// The inner loops of the search for a palette's order, compiled for each SIMD target.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kvant {

/// How often the entries at two positions lie side by side, and what a difference of positions costs. Counts of a row
/// sum to less than 2^15, costs are below 2^14: so the sums below fit 32 bits.
struct OrderCosts {
  std::size_t size;
  const std::int16_t* pairs;  ///< a square table
  const std::int16_t* costs;  ///< of differences from -size to size - 1

  [[nodiscard]] const std::int16_t* row(std::size_t position) const { return pairs + position * size; }

  /// The costs of differences from a position to positions 0, 1, ...
  [[nodiscard]] const std::int16_t* costs_from(std::size_t position) const { return costs + size - position; }
};

/// The first position from `first` on whose entry is better swapped with that of position i; size if there is none.
[[nodiscard]] std::size_t next_swap(const OrderCosts& order, std::size_t i, std::size_t first);

/// Where the entry of position `from` is cheapest, those in between making room.
[[nodiscard]] std::size_t cheapest_place(const OrderCosts& order, std::size_t from);

}  // namespace kvant
