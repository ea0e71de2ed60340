// Fewer colors that stand for all of a picture's, for drawings that must not take long.
#pragma once

#include "color/color_histogram.hpp"
#include "kvant/image.hpp"

namespace kvant::studio {

struct CoarseColors {
  /// The most frequent color of each cell of the color cube (32 to a side, fewer if there were more than 65,536 of
  /// them), with the pixels of all of them. Without a lookup.
  ColorHistogram histogram;
  /// The picture drawn with these colors: its palette is theirs, in their order.
  IndexedImage drawn;
};

/// all: the colors of the image.
[[nodiscard]] CoarseColors coarse_colors(const Image& image, const ColorHistogram& all);

}  // namespace kvant::studio
