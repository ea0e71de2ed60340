// The palette of pixels that a program made itself, with each color's share: no file is read or written.
#include <cstdio>

#include "kvant/kvant.hpp"

// A sunset: orange below, blue above, in 64 shades.
kvant::Image sunset() {
  kvant::Image image{.width = 64, .height = 64, .samples = {}};
  for (std::uint32_t y = 0; y < image.height; ++y) {
    for (std::uint32_t x = 0; x < image.width; ++x) {
      const auto warmth = static_cast<std::uint8_t>(4 * y);
      const auto coolness = static_cast<std::uint8_t>(255 - warmth);
      image.samples.insert(image.samples.end(), {warmth, static_cast<std::uint8_t>(96 + y), coolness});
    }
  }
  return image;
}

int main() {
  const kvant::Image image = sunset();
  const kvant::QuantizeResult result = kvant::quantize(image, {.colors = 5, .space = kvant::Space::oklab});
  for (std::size_t i = 0; i < result.image.palette.size(); ++i) {
    const kvant::Color color = result.image.palette[i];
    const double share = static_cast<double>(result.pixel_counts[i]) / static_cast<double>(image.pixels());
    std::printf("#%02x%02x%02x %5.1f %%\n", color.r, color.g, color.b, 100 * share);
  }
}
