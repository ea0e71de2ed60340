// What `kvant cloud` is asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "cli/options/arguments.hpp"
#include "color/point_cloud.hpp"

namespace kvant::cli {

/// From where a still shows a cloud.
struct CloudView {
  std::string_view name;
  std::optional<CloudAxes> axes;                            ///< those that it is for, or none: any
  std::optional<std::pair<std::size_t, std::size_t>> flat;  ///< see CloudPlot
};

/// "3d" first, then the flat ones.
inline constexpr CloudView kCloudViews[] = {
    {"3d", {}, {}},
    {"red-green", CloudAxes::rgb, {{0, 1}}},
    {"red-blue", CloudAxes::rgb, {{0, 2}}},
    {"green-blue", CloudAxes::rgb, {{1, 2}}},
    {"a-b", CloudAxes::oklab, {{0, 1}}},
    {"a-l", CloudAxes::oklab, {{0, 2}}},
    {"b-l", CloudAxes::oklab, {{1, 2}}},
};

/// Which moments of the picture are shown.
struct CloudShow {
  std::string_view name;
  bool before = true;
  bool after = true;
};

inline constexpr CloudShow kCloudShows[] = {{"both", true, true}, {"before", true, false}, {"after", false, true}};

struct CloudArguments {
  Inputs inputs = {};
  std::optional<std::uint32_t> colors = {};
  Search search = {};
  std::optional<CloudAxes> axes = {};  ///< none: those of the view, else rgb
  std::optional<CloudView> view = {};  ///< none: 3d
  std::optional<CloudShow> show = {};  ///< none: both, but for PLY before
  std::size_t points = 100'000;
  bool dark = false;
  Output output = {};
  Telling telling = {};
};

}  // namespace kvant::cli
