// From centers to the 8-bit colors that are written.
#pragma once

#include <cstdint>
#include <vector>

#include "color/color_histogram.hpp"
#include "kmeans/assignment.hpp"
#include "kmeans/centers.hpp"
#include "kvant/quantize.hpp"

namespace kvant {

/// Weighted points in the working space: the colors of a histogram, premultiplied; 4 dimensions if any has alpha.
[[nodiscard]] Points to_points(const ColorHistogram& histogram, Space space, Workers& workers);

/// The working coordinates of 8-bit colors, as many dimensions as the points have.
[[nodiscard]] Centers to_centers(const Palette& palette, Space space, std::uint32_t dimensions);

/// A palette, and the entry of each color of a histogram.
struct RoundedPalette {
  Palette palette;
  std::vector<std::uint32_t> labels;
};

/// Rounds centers to as many distinct 8-bit colors, each the nearest to some color of the histogram as
/// assign_keeping_opaque() has it. Where rounding makes two alike, or leaves one without pixels, it becomes the color
/// that the palette serves worst. `assignment` is that of `points`, the histogram's. There must be at least as many
/// distinct 8-bit colors in the histogram as centers. The first centers are those of the distinct colors `kept`, which
/// stay as they are, used or not.
[[nodiscard]] RoundedPalette round_to_palette(const Centers& centers, const Palette& kept, Space space,
                                              const ColorHistogram& histogram, const Points& points,
                                              Assignment& assignment);

/// Which entries are opaque.
[[nodiscard]] std::vector<bool> opaque_entries(const Palette& palette);

/// The 8-bit color nearest to one of 16 bits.
[[nodiscard]] Color to_color(const Rgba16& color);

}  // namespace kvant
