// How far the colors of a redrawn picture are from the original's: as a picture, and in figures.
#pragma once

#include "color/color_histogram.hpp"
#include "color/fit_palette.hpp"
#include "kvant/image.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// The colors of the map, from no difference up; the last also stands for all that is more.
[[nodiscard]] const Palette& error_colors();
inline constexpr double kErrorStep = 0.25;  ///< CIEDE2000, from one of them to the next

/// The picture that was counted, every pixel in the color of its difference. `fitted` is the histogram's.
[[nodiscard]] IndexedImage draw_error_map(const Image& image, const ColorHistogram& histogram,
                                          const FittedPalette& fitted, Workers& workers);

/// CIEDE2000 over the pixels.
struct ErrorFigures {
  double median = 0;
  double percentile_95 = 0;
  double most = 0;
};
[[nodiscard]] ErrorFigures error_figures(const ColorHistogram& histogram, const FittedPalette& fitted,
                                         Workers& workers);

}  // namespace kvant
