// From counted colors to the palette that describes them best.
#pragma once

#include <cstdint>
#include <vector>

#include "color_histogram.hpp"
#include "kvant/quantize.hpp"
#include "parallel.hpp"

namespace kvant {

/// A palette, and which of its entries stands for each color of a histogram.
struct FittedPalette {
  Palette palette;                    ///< see QuantizeResult::image
  std::vector<std::uint32_t> labels;  ///< of each color, in the histogram's order
  double inertia = 0;                 ///< per pixel, see QuantizeResult::inertia
  bool converged = true;
  std::vector<IterationStatistics> iterations;
};

/// The options of the clustering that a redrawing asks for, but for the starting centers.
[[nodiscard]] KMeansOptions fit_options(const QuantizeOptions& options);

/// Clusters the colors and rounds the centers to 8 bits; a histogram with no more colors than asked for keeps them. If
/// the options give a palette, that is taken.
/// Throws Error(invalid_argument) if a given palette has nothing for this picture, or pins leave no room for its
/// transparency.
[[nodiscard]] FittedPalette fit_palette(const ColorHistogram& histogram, const QuantizeOptions& options,
                                        Workers& workers);

}  // namespace kvant
