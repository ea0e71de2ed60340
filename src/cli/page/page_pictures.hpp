// The pictures of a report: the original, the redrawn one, and where they differ.
#pragma once

#include <cstdint>
#include <vector>

#include "color/color_histogram.hpp"
#include "color/fit_palette.hpp"
#include "kvant/image.hpp"
#include "threads/parallel.hpp"

namespace kvant::cli {

/// Pictures of more pixels than this are shown smaller, so that the page stays light.
inline constexpr std::uint64_t kMostShownPixels = 1'600'000;

struct PagePictures {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t reduction = 1;       ///< how many times smaller each side is
  std::vector<std::uint8_t> before;  ///< lossless WebP
  std::vector<std::uint8_t> after;   ///< PNG
  std::vector<std::uint8_t> error;   ///< PNG, see draw_error_map()
};

/// `histogram` and `fitted` are the picture's. One that has to be made smaller is drawn again, with the same palette.
[[nodiscard]] PagePictures draw_page_pictures(const Image& image, const ColorHistogram& histogram,
                                              const FittedPalette& fitted, Space space, Workers& workers);

}  // namespace kvant::cli
