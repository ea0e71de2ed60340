#include "image/reduce.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace kvant {
namespace {

std::uint64_t sample_at(const Image& image, std::size_t index) {
  if (image.depth == 8) return image.samples[index] * std::uint64_t{257};
  std::uint16_t wide = 0;
  std::memcpy(&wide, image.samples.data() + 2 * index, sizeof wide);
  return wide;
}

/// The mean of the pixels of columns left..right and rows top..bottom, the latter of each not included.
void mean_of(const Image& image, std::uint32_t left, std::uint32_t right, std::uint32_t top, std::uint32_t bottom,
             std::uint8_t* out) {
  std::array<std::uint64_t, 3> sums{};
  std::uint64_t alpha = 0;
  for (std::uint32_t y = top; y < bottom; ++y) {
    for (std::uint32_t x = left; x < right; ++x) {
      const std::size_t at = (std::size_t{y} * image.width + x) * image.channels;
      const std::uint64_t a = image.channels == 4 ? sample_at(image, at + 3) : 65535;
      for (std::size_t c = 0; c < 3; ++c) sums[c] += a * sample_at(image, at + c);
      alpha += a;
    }
  }
  const auto mean = [](std::uint64_t sum, std::uint64_t of) {
    return static_cast<std::uint8_t>(of == 0 ? 0 : (sum + of / 2) / of);
  };
  for (std::size_t c = 0; c < 3; ++c) out[c] = mean(sums[c], alpha * 257);
  if (image.channels == 4) out[3] = mean(alpha, std::uint64_t{257} * (right - left) * (bottom - top));
}

}  // namespace

Image reduce(const Image& image, std::uint32_t factor) {
  Image small{.width = (image.width - 1) / factor + 1,
              .height = (image.height - 1) / factor + 1,
              .channels = image.channels,
              .depth = 8,
              .samples = {}};
  small.samples.resize(small.pixels() * small.channels);
  std::uint8_t* out = small.samples.data();
  for (std::uint32_t y = 0; y < small.height; ++y) {
    for (std::uint32_t x = 0; x < small.width; ++x, out += small.channels) {
      mean_of(image, x * factor, std::min(image.width, (x + 1) * factor), y * factor,
              std::min(image.height, (y + 1) * factor), out);
    }
  }
  return small;
}

}  // namespace kvant
