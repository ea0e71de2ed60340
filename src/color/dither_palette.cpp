#include "color/dither_palette.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "color/color_space.hpp"
#include "color/pixel_reader.hpp"

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

// The middle of a regular tetrahedron is this far from its corners, in sides: where colors are even, no place between
// them is farther from the nearest. Measured on photographs, 0.4 and 0.75 are worse.
constexpr float kReach = 0.612F;

constexpr std::size_t kSample = 512;

// The largest distance between a color and the one nearest to it, over some if there are very many; 0 if there is one.
float widest_gap(std::span<const Float4> colors) {
  float widest = 0;
  const std::size_t step = colors.size() / kSample + 1;
  for (std::size_t i = 0; i < colors.size() && colors.size() > 1; i += step) {
    float nearest = std::numeric_limits<float>::infinity();
    for (std::size_t j = 0; j < colors.size(); ++j) {
      const Float4 apart = colors[i] - colors[j];
      if (j != i) nearest = std::min(nearest, sum(apart * apart));
    }
    widest = std::max(widest, nearest);
  }
  return std::sqrt(widest);
}

}  // namespace

DitherPalette::DitherPalette(const Palette& palette, Space space, bool has_alpha)
    : slots_(std::bit_ceil(4 * palette.size())) {
  std::vector<Rgba16> usable;
  for (std::uint32_t i = 0; i < palette.size(); ++i) {
    if (palette[i].a != 255 && !has_alpha) continue;
    usable.push_back(widened(palette[i]));
    const auto key = std::bit_cast<std::uint64_t>(usable.back());
    Slot& slot = slots_[slot_of(key)];
    if (slot.color == kNone) slot = {key, static_cast<std::uint32_t>(entries_.size())};
    entries_.push_back(i);
    opaque_.push_back(palette[i].a == 255);
  }
  Places places;
  for (std::size_t begin = 0; begin < usable.size(); begin += kBlock) {
    const std::size_t n = std::min(kBlock, usable.size() - begin);
    to_places(std::span(usable).subspan(begin, n), space, has_alpha, places);
    for (std::size_t i = 0; i < n; ++i) {
      colors_.push_back(Float4{places.c0[i], places.c1[i], places.c2[i], has_alpha ? places.alpha[i] : 0});
      light_.push_back(space == Space::oklab
                           ? places.c0[i]
                           : 0.2126F * places.c0[i] + 0.7152F * places.c1[i] + 0.0722F * places.c2[i]);
    }
  }
  limit_ = kReach * widest_gap(colors_);
}

Float4 DitherPalette::limited(Float4 error) const {
  const float squares = sum(error * error);
  return squares > limit_ * limit_ ? error * (limit_ / std::sqrt(squares)) : error;
}

// The slot of a color, or a free one.
std::size_t DitherPalette::slot_of(std::uint64_t key) const {
  std::size_t slot = (key * 0x9e3779b97f4a7c15U >> 32U) & (slots_.size() - 1);
  while (slots_[slot].color != kNone && slots_[slot].key != key) slot = (slot + 1) & (slots_.size() - 1);
  return slot;
}

std::uint32_t DitherPalette::find(const Rgba16& color) const {
  return slots_[slot_of(std::bit_cast<std::uint64_t>(color))].color;
}

void read_pixels(const DitherWork& work, std::size_t first, std::span<DitherPixel> row) {
  const PixelReader read(work.image);
  std::array<Rgba16, kBlock> colors;
  Places places;
  for (std::size_t begin = 0; begin < row.size(); begin += kBlock) {
    const std::size_t n = std::min(kBlock, row.size() - begin);
    for (std::size_t i = 0; i < n; ++i) colors[i] = read(first + begin + i);
    to_places(std::span(colors).first(n), work.options.space, work.has_alpha, places);
    for (std::size_t i = 0; i < n; ++i) {
      row[begin + i] = {Float4{places.c0[i], places.c1[i], places.c2[i], work.has_alpha ? places.alpha[i] : 0},
                        work.palette.find(colors[i]), colors[i].a == 65535, colors[i].a == 0};
    }
  }
}

}  // namespace kvant
