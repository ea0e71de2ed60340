// Fewer colors that stand for all of a picture's, for drawings that must not take long.
#pragma once

#include <cstdint>
#include <vector>

#include "color/color_histogram.hpp"

namespace kvant::studio {

struct CoarseColors {
  /// The most frequent color of each cell of the color cube (32 to a side), with the pixels of all of them. Without a
  /// lookup.
  ColorHistogram histogram;
  std::vector<std::uint32_t> cells;  ///< of each color of the whole histogram
};

[[nodiscard]] CoarseColors coarse_colors(const ColorHistogram& all);

}  // namespace kvant::studio
