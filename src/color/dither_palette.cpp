#include "dither_palette.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "color_space.hpp"
#include "pixel_reader.hpp"

namespace kvant {
namespace {

constexpr std::size_t kBlock = 512;

struct Places {
  std::array<float, kBlock> c0, c1, c2, alpha;
};

// At most kBlock colors.
void to_places(std::span<const Rgba16> colors, Space space, bool has_alpha, Places& places) {
  const std::size_t n = colors.size();
  to_space(space, colors, {places.c0.data(), n}, {places.c1.data(), n}, {places.c2.data(), n},
           has_alpha ? std::span<float>(places.alpha.data(), n) : std::span<float>());
}

Rgba16 widened(const Color& color) {
  const auto wide = [](std::uint8_t v) { return static_cast<std::uint16_t>(257 * v); };
  if (color.a == 0) return {};
  return {wide(color.r), wide(color.g), wide(color.b), wide(color.a)};
}

}  // namespace

DitherPalette::DitherPalette(const Palette& palette, Space space, bool has_alpha) {
  std::vector<Rgba16> usable;
  for (std::uint32_t i = 0; i < palette.size(); ++i) {
    if (palette[i].a != 255 && !has_alpha) continue;
    usable.push_back(widened(palette[i]));
    exact_.try_emplace(std::bit_cast<std::uint64_t>(usable.back()), static_cast<std::uint32_t>(entries_.size()));
    entries_.push_back(i);
  }
  Places places;
  for (std::size_t begin = 0; begin < usable.size(); begin += kBlock) {
    const std::size_t n = std::min(kBlock, usable.size() - begin);
    to_places(std::span(usable).subspan(begin, n), space, has_alpha, places);
    for (std::size_t i = 0; i < n; ++i) {
      colors_.push_back(Float4{places.c0[i], places.c1[i], places.c2[i], has_alpha ? places.alpha[i] : 0});
    }
  }
}

std::uint32_t DitherPalette::find(const Rgba16& color) const {
  const auto found = exact_.find(std::bit_cast<std::uint64_t>(color));
  return found == exact_.end() ? kNone : found->second;
}

void read_pixels(const Image& image, const DitherPalette& palette, Space space, bool has_alpha, std::size_t first,
                 std::span<DitherPixel> row) {
  const PixelReader read(image);
  std::array<Rgba16, kBlock> colors;
  Places places;
  for (std::size_t begin = 0; begin < row.size(); begin += kBlock) {
    const std::size_t n = std::min(kBlock, row.size() - begin);
    for (std::size_t i = 0; i < n; ++i) colors[i] = read(first + begin + i);
    to_places(std::span(colors).first(n), space, has_alpha, places);
    for (std::size_t i = 0; i < n; ++i) {
      row[begin + i] = {Float4{places.c0[i], places.c1[i], places.c2[i], has_alpha ? places.alpha[i] : 0},
                        palette.find(colors[i]), colors[i].a == 65535, colors[i].a == 0};
    }
  }
}

}  // namespace kvant
