// The pictures of a report: the original, the redrawn one, and where they differ.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "color/color_histogram.hpp"
#include "color/fit_palette.hpp"
#include "kvant/image.hpp"
#include "threads/parallel.hpp"

namespace kvant::cli {

/// Pictures of more pixels than this are shown smaller, so that the page stays light.
inline constexpr std::uint64_t most_shown_pixels = 1'600'000;

/// The colors of the error map, from no difference up; the last also stands for all that is more.
[[nodiscard]] const Palette& error_colors();
inline constexpr double error_step = 0.25;  ///< CIEDE2000, from one of them to the next

struct PagePictures {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t reduction = 1;       ///< how many times smaller each side is
  std::vector<std::uint8_t> before;  ///< lossless WebP
  std::vector<std::uint8_t> after;   ///< PNG
  std::vector<std::uint8_t> error;   ///< PNG, in error_colors()
};

/// `histogram` and `fitted` are the picture's. One that has to be made smaller is drawn again, with the same palette.
[[nodiscard]] PagePictures draw_page_pictures(const Image& image, const ColorHistogram& histogram,
                                              const FittedPalette& fitted, Space space, Workers& workers);

/// CIEDE2000 over the pixels.
struct ErrorFigures {
  double median = 0;
  double percentile_95 = 0;
  double most = 0;
};
[[nodiscard]] ErrorFigures error_figures(const ColorHistogram& histogram, const FittedPalette& fitted,
                                         Workers& workers);

}  // namespace kvant::cli
