// Small pictures for the tests of the writers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kvant/image.hpp"
#include "support/sample_pictures.hpp"

namespace kvant::test {

/// A repeatable stream of numbers.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed * 2 + 1) {}
  std::uint32_t below(std::uint32_t bound) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>((state_ >> 33) % bound);
  }

 private:
  std::uint64_t state_;
};

enum class Kind { color, gray, transparent_entry, partial_alpha };

inline std::string kind_name(Kind kind) {
  switch (kind) {
    case Kind::color:
      return "color";
    case Kind::gray:
      return "gray";
    case Kind::transparent_entry:
      return "transparent_entry";
    case Kind::partial_alpha:
      break;
  }
  return "partial_alpha";
}

/// Distinct colors; gray pictures have 256 at most.
inline Palette make_palette(std::uint32_t colors, Kind kind) {
  Palette palette;
  for (std::uint32_t i = 0; i < colors; ++i) {
    // An odd factor permutes the 16-bit numbers.
    const std::uint32_t mixed = i * 40503u & 0xffff;
    Color color{static_cast<std::uint8_t>(mixed >> 8), static_cast<std::uint8_t>(mixed),
                static_cast<std::uint8_t>(i * 7), 255};
    if (kind == Kind::gray) color.r = color.g = color.b = static_cast<std::uint8_t>(i * 101);
    if (kind == Kind::partial_alpha) color.a = static_cast<std::uint8_t>(i % 3 == 0 ? 255 : i * 13);
    palette.push_back(color);
  }
  if (kind == Kind::transparent_entry) palette.back() = {0, 0, 0, 0};
  return palette;
}

/// Every color is used if there are pixels enough: soft areas with some noise, as quantised photographs have.
inline IndexedImage make_picture(std::uint32_t width, std::uint32_t height, std::uint32_t colors,
                                 Kind kind = Kind::color) {
  IndexedImage image{.width = width, .height = height, .palette = make_palette(colors, kind), .indices = {}};
  Numbers numbers(width * 1000003ull + height * 1009ull + colors);
  std::vector<std::uint16_t> indices;
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    const std::size_t x = i % width;
    const std::size_t y = i / width;
    const std::uint32_t soft = static_cast<std::uint32_t>((x * 3 + y * 2) * colors / (width * 3 + height * 2));
    indices.push_back(static_cast<std::uint16_t>(i < colors ? i : (soft + numbers.below(3)) % colors));
  }
  const auto store = [&]<class Index>(Buffer<Index> out) {
    for (const std::uint16_t index : indices) out.push_back(static_cast<Index>(index));
    image.indices = std::move(out);
  };
  if (colors <= 256) {
    store(Buffer<std::uint8_t>());
  } else {
    store(Buffer<std::uint16_t>());
  }
  return image;
}

inline std::vector<Color> pixels_of(const IndexedImage& image) {
  std::vector<Color> pixels;
  for (std::size_t i = 0; i < image.pixels(); ++i) pixels.push_back(image.palette[index_at(image, i)]);
  return pixels;
}

}  // namespace kvant::test
