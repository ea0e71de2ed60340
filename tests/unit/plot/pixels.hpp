// Looks for colors in pictures that were drawn.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "kvant/io.hpp"
#include "plot/canvas.hpp"

namespace kvant::test {

/// Pixels of an 8-bit picture that have the color, give or take `slack` in each channel.
inline std::size_t pixels_like(const Image& image, const Ink& ink, double slack = 2) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    const std::uint8_t* pixel = image.samples.data() + i * image.channels;
    found += std::abs(pixel[0] - ink.r * 255) < slack && std::abs(pixel[1] - ink.g * 255) < slack &&
             std::abs(pixel[2] - ink.b * 255) < slack;
  }
  return found;
}

}  // namespace kvant::test
