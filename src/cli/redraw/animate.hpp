// How the colors of a picture were found, as an animation.
#pragma once

#include <cstdint>
#include <vector>

#include "kvant/io.hpp"
#include "kvant/quantize.hpp"

namespace kvant::cli {

struct Animation {
  std::vector<std::uint8_t> bytes;
  std::size_t frames = 0;
  std::uint32_t width = 0;  ///< the picture's, or less if that is large
  std::uint32_t height = 0;
};

/// The picture drawn after each iteration of plain k-means (see show_fit_steps()), and at last as it is written. Frames
/// that look like the one before are left out. Of pictures of more than 2^20 pixels, every second, third ... pixel of
/// every second, third ... row is shown. `format`: GIF or WebP. Throws Error.
[[nodiscard]] Animation animate(const Image& image, const IndexedImage& written, Format format,
                                const QuantizeOptions& options, const EncodeOptions& encode);

}  // namespace kvant::cli
