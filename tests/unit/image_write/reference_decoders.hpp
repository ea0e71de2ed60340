// Pictures decoded by the formats' reference libraries, so that kvant's writers are not judged by kvant's readers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kvant/image.hpp"

namespace kvant::test {

struct Decoded {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<Color> pixels;
};

/// Each throws std::runtime_error if its library refuses the bytes.
Decoded decode_png(std::span<const std::uint8_t> bytes);
Decoded decode_gif(std::span<const std::uint8_t> bytes);
Decoded decode_webp(std::span<const std::uint8_t> bytes);
Decoded decode_jpeg(std::span<const std::uint8_t> bytes);
Decoded decode_tiff(std::span<const std::uint8_t> bytes);

/// The samples of a grayscale PNG of 8 or 16 bits.
std::vector<std::uint16_t> decode_gray_png(std::span<const std::uint8_t> bytes);

}  // namespace kvant::test
