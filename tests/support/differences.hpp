// How far two pictures are from each other, sample by sample.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "kvant/image.hpp"

namespace kvant::test {

/// One sample of an image of either depth.
inline std::uint32_t sample(const Image& image, std::size_t index) {
  if (image.depth == 8) return image.samples[index];
  std::uint16_t value = 0;
  std::memcpy(&value, image.samples.data() + 2 * index, 2);
  return value;
}

inline bool same_shape(const Image& a, const Image& b) {
  return a.width == b.width && a.height == b.height && a.channels == b.channels && a.depth == b.depth;
}

/// The largest difference between two images' samples; that of images of different shapes is larger than any.
inline std::uint32_t largest_difference(const Image& a, const Image& b) {
  if (!same_shape(a, b)) return std::numeric_limits<std::uint32_t>::max();
  std::uint32_t largest = 0;
  for (std::size_t i = 0, end = a.pixels() * a.channels; i < end; ++i) {
    const std::uint32_t x = sample(a, i);
    const std::uint32_t y = sample(b, i);
    largest = std::max(largest, x > y ? x - y : y - x);
  }
  return largest;
}

/// The mean difference, likewise.
inline double mean_difference(const Image& a, const Image& b) {
  if (!same_shape(a, b)) return 1e9;
  double sum = 0;
  const std::size_t count = a.pixels() * a.channels;
  for (std::size_t i = 0; i < count; ++i) {
    sum += std::abs(static_cast<double>(sample(a, i)) - static_cast<double>(sample(b, i)));
  }
  return sum / static_cast<double>(count);
}

}  // namespace kvant::test
