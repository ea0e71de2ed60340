#include <array>

#include "image/decoders.hpp"

namespace kvant {
namespace {

template <class Sample>
void draw_on(Image& image, const std::array<std::uint8_t, 3>& background, std::uint8_t keep_below) {
  constexpr std::uint64_t top = static_cast<Sample>(~Sample{0});
  constexpr std::uint64_t step = top / 255;
  auto* samples = reinterpret_cast<Sample*>(image.samples.data());
  for (std::size_t i = 0, end = image.pixels(); i < end; ++i, samples += 4) {
    const std::uint64_t alpha = samples[3];
    if (alpha < keep_below * step) {
      samples[3] = 0;
      continue;
    }
    for (std::size_t c = 0; c < 3; ++c) {
      samples[c] = static_cast<Sample>((samples[c] * alpha + background[c] * step * (top - alpha) + top / 2) / top);
    }
    samples[3] = static_cast<Sample>(top);
  }
}

}  // namespace

void flatten(Image& image, Color background, std::uint8_t keep_below) {
  if (image.channels != 4) return;
  const std::array<std::uint8_t, 3> color = {background.r, background.g, background.b};
  if (image.depth == 16) {
    draw_on<std::uint16_t>(image, color, keep_below);
  } else {
    draw_on<std::uint8_t>(image, color, keep_below);
  }
  simplify(image);
}

}  // namespace kvant
