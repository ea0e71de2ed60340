// Plain types for pictures: pixels in memory, and pictures drawn with a palette.
#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "kvant/buffer.hpp"

namespace kvant {

/// A picture: sRGB, rows from top to bottom, pixels from left to right, no padding.
struct Image {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t channels = 3;    ///< 3: R, G, B. 4: R, G, B and straight (not premultiplied) alpha.
  std::uint32_t depth = 8;       ///< bits per sample: 8 or 16
  Buffer<std::uint8_t> samples;  ///< width * height * channels samples; 16-bit ones in the machine's byte order

  [[nodiscard]] std::size_t pixels() const { return std::size_t{width} * height; }
};

/// An sRGB color with straight alpha.
struct Color {
  std::uint8_t r = 0;
  std::uint8_t g = 0;
  std::uint8_t b = 0;
  std::uint8_t a = 255;

  friend bool operator==(const Color&, const Color&) = default;
};

using Palette = std::vector<Color>;

/// A picture drawn with the colors of a palette.
struct IndexedImage {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  Palette palette;  ///< 1 to 65,536 colors
  /// width * height palette indices, rows from top to bottom: 8-bit while the palette has at most 256 colors.
  std::variant<Buffer<std::uint8_t>, Buffer<std::uint16_t>> indices;

  [[nodiscard]] std::size_t pixels() const { return std::size_t{width} * height; }
};

}  // namespace kvant
