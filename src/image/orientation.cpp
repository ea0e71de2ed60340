#include "image/orientation.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kvant {
namespace {

template <class Pixel>
void mirror_rows(Pixel* pixels, std::size_t width, std::size_t height) {
  for (std::size_t y = 0; y < height; ++y) std::reverse(pixels + y * width, pixels + (y + 1) * width);
}

template <class Pixel>
void swap_rows(Pixel* pixels, std::size_t width, std::size_t height) {
  for (std::size_t top = 0, bottom = height - 1; top < bottom; ++top, --bottom) {
    std::swap_ranges(pixels + top * width, pixels + (top + 1) * width, pixels + bottom * width);
  }
}

/// Swaps rows and columns, in tiles that stay in the cache.
template <class Pixel>
void transpose(const Pixel* from, Pixel* to, std::size_t width, std::size_t height) {
  constexpr std::size_t tile = 32;
  for (std::size_t top = 0; top < height; top += tile) {
    for (std::size_t left = 0; left < width; left += tile) {
      const std::size_t right = std::min(left + tile, width);
      const std::size_t bottom = std::min(top + tile, height);
      for (std::size_t x = left; x < right; ++x) {
        for (std::size_t y = top; y < bottom; ++y) to[x * height + y] = from[y * width + x];
      }
    }
  }
}

template <std::size_t Size>
void turn(Image& image, int orientation) {
  using Pixel = std::array<std::uint8_t, Size>;
  static_assert(sizeof(Pixel) == Size && alignof(Pixel) == 1);
  if (orientation >= 5) {
    Buffer<std::uint8_t> turned(image.samples.size());
    transpose(reinterpret_cast<const Pixel*>(image.samples.data()), reinterpret_cast<Pixel*>(turned.data()),
              image.width, image.height);
    image.samples = std::move(turned);
    std::swap(image.width, image.height);
  }
  // What is left after the transposition of 5 (none), 6, 7 and 8.
  constexpr std::array<bool, 9> mirrored = {false, false, true, true, false, false, true, true, false};
  constexpr std::array<bool, 9> flipped = {false, false, false, true, true, false, false, true, true};
  auto* pixels = reinterpret_cast<Pixel*>(image.samples.data());
  const auto index = static_cast<std::size_t>(orientation);
  if (mirrored[index] && flipped[index]) {
    std::reverse(pixels, pixels + image.pixels());
  } else if (mirrored[index]) {
    mirror_rows(pixels, image.width, image.height);
  } else if (flipped[index]) {
    swap_rows(pixels, image.width, image.height);
  }
}

}  // namespace

void apply_orientation(Image& image, int orientation) {
  if (orientation <= 1 || orientation > 8) return;
  switch (image.channels * image.depth / 8) {
    case 3:
      return turn<3>(image, orientation);
    case 4:
      return turn<4>(image, orientation);
    case 6:
      return turn<6>(image, orientation);
    default:
      return turn<8>(image, orientation);
  }
}

}  // namespace kvant
