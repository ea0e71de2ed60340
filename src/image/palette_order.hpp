// Orders of a palette that let a picture compress well.
#pragma once

#include <cstdint>
#include <vector>

#include "image/indexed_view.hpp"

namespace kvant {

/// By luminance, dark to bright.
[[nodiscard]] std::vector<std::uint16_t> order_by_luminance(const IndexedView& view);

enum class Neighbors { left, left_and_above };

/// So that neighboring pixels have indices whose differences are few and often repeated, for the filters that write
/// differences. At most 256 colors. Starts from modified Zeng reindexing (Pinho & Neves 2004, "A note on Zeng's
/// technique for color reindexing of palette-based images"), then swaps entries while that lowers the differences'
/// entropy.
[[nodiscard]] std::vector<std::uint16_t> order_by_neighbors(const IndexedView& view, Neighbors neighbors);

/// Goes on from the view's own order: moves entries too, so many rounds at most.
[[nodiscard]] std::vector<std::uint16_t> improve_order(const IndexedView& view, Neighbors neighbors, int move_rounds);

/// The same order with the colors that are not opaque moved to its front, as tRNS lists only the first few.
[[nodiscard]] std::vector<std::uint16_t> transparent_first(const IndexedView& view, std::vector<std::uint16_t> order);

}  // namespace kvant
