// A picture's colors as points in space, before and after it was redrawn with few, on one page.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kvant/image.hpp"
#include "plot/canvas.hpp"

namespace kvant {

struct CloudPlot {
  struct Axis {
    std::string name;  ///< "red"
    double from = 0;
    double to = 255;
    double step = 51;  ///< between lines of the grid
    double unit = 1;   ///< length of 1 on the page, relative to the other axes
  };
  struct Dot {
    std::array<float, 3> position{};
    Color color;
    Color center;  ///< what it becomes
  };
  struct Ball {
    std::array<float, 3> position{};
    Color color;
    double share = 0;  ///< of the pixels, 0 to 1
  };

  std::string title = {};         ///< the picture's name
  std::string before_title = {};  ///< "32,584 colors"
  std::string after_title = {};   ///< "16 colors"
  std::string note = {};          ///< a line below
  std::array<Axis, 3> axes = {};  ///< to the right, away, up
  std::vector<Dot> dots = {};
  std::vector<Ball> balls = {};
  /// Only these two axes, flat: the first to the right, the second up. None: all three, in perspective.
  std::optional<std::pair<std::size_t, std::size_t>> flat = {};
  bool before = true;  ///< which of the two panels; one at least
  bool after = true;
  bool dark = false;
};

/// Two panels of 480 x 480 units side by side, titles and a strip of the palette; two pixels for each unit.
/// Throws Error: invalid_argument if the plot contradicts itself, unsupported if Cairo cannot be loaded.
[[nodiscard]] std::vector<std::uint8_t> draw_cloud(const CloudPlot& plot, PlotFormat format);

}  // namespace kvant
