// A picture's colors as points in space, and the colors that it is redrawn with: what `kvant cloud` shows.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "color/color_histogram.hpp"
#include "color/fit_palette.hpp"
#include "kvant/image.hpp"

namespace kvant {

/// The space in which the points lie; not the one in which they were clustered.
enum class CloudAxes {
  rgb,    ///< x, y, z are red, green, blue: 0 to 255
  oklab,  ///< x, y are a, b: about -0.35 to 0.3; z is the lightness L: 0 to 1, so that white is up
};

/// "rgb" or "oklab".
[[nodiscard]] std::string_view axes_name(CloudAxes axes);
[[nodiscard]] std::optional<CloudAxes> axes_of_name(std::string_view name);

struct PointCloud {
  struct Point {
    std::array<float, 3> position{};
    Color color;
    std::uint64_t pixels = 0;
    std::uint32_t center = 0;  ///< the index of its center; of a center, its own
  };

  CloudAxes axes{};
  std::vector<Point> points;          ///< distinct colors of the picture, neighbors in space near each other
  std::vector<Point> centers;         ///< the palette, in its order
  std::uint64_t distinct_colors = 0;  ///< of which `points` are all or a sample
  std::uint64_t pixels = 0;           ///< of the centers
};

/// The cloud of a histogram and the palette fitted to it. Whatever is fully transparent has no color and is left out.
/// Of more than `most` distinct colors so many are drawn: the more pixels a color has the likelier, in proportion, it
/// is drawn, evenly over the color space, and always the same ones.
[[nodiscard]] PointCloud make_point_cloud(const ColorHistogram& histogram, const FittedPalette& fitted, CloudAxes axes,
                                          std::size_t most);

}  // namespace kvant
