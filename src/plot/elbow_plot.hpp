// How the error falls as colors or clusters are added, with the knee of the curve.
//
//   std::vector<std::uint8_t> svg = kvant::draw_elbow({.k = {1, 2, 3}, .inertia = {900, 300, 250},
//                                                      .variance_explained = {0, 0.67, 0.72}, .knee = 2},
//                                                      PlotFormat::svg);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plot/canvas.hpp"

namespace kvant {

struct ElbowPlot {
  /// The number that some score would choose.
  struct Choice {
    std::string score;  ///< "BIC"
    std::uint32_t k = 1;
  };

  std::string noun = "color";              ///< what there are k of
  std::string subtitle = {};               ///< the picture's name and size, or empty
  std::vector<std::uint32_t> k;            ///< ascending, at least one
  std::vector<double> inertia;             ///< of each k: finite, 0 or more
  std::vector<double> variance_explained;  ///< of each k: 0 to 1
  std::string inertia_label = "squared error per pixel";
  std::optional<std::uint32_t> knee = {};  ///< one of k, or none: no clear elbow
  std::vector<Choice> choices = {};        ///< each k one of k
  bool dark = false;
};

/// 800 x 500 units and more below for the choices; PNG has two pixels for each.
/// Throws Error: invalid_argument if the plot contradicts itself, unsupported if Cairo cannot be loaded.
[[nodiscard]] std::vector<std::uint8_t> draw_elbow(const ElbowPlot& plot, PlotFormat format);

}  // namespace kvant
