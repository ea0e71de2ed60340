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

// How much of the widest gap between colors an error may be. The middle of a regular tetrahedron is 0.612 of a side
// from its corners: where colors are even, no place between them is farther from the nearest. A little more, and of
// lightness more still, is let through: what is nearest to the eye may lie beyond the middle in light. Measured on
// photographs.
constexpr float kChromaReach = 0.66F;
constexpr float kGivenChromaReach = 1.2F;  // keeps the mean of grays in black, white and pure colors
constexpr float kLightReach = 1.1F;

constexpr std::size_t kSample = 512;

constexpr Float4 kWhite = {1, 1, 1, 0};  // of luminance 1

Float4 chroma_of(Float4 light) {
  light -= luminance(light) * kWhite;
  light[3] = 0;
  return light;
}

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

DitherPalette::DitherPalette(const Palette& palette, Space space, bool has_alpha, bool is_given)
    : is_given_(is_given), slots_(std::bit_ceil(4 * palette.size())) {
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
  const auto add = [&](Space in, std::vector<Float4>& to) {
    Places places;
    for (std::size_t begin = 0; begin < usable.size(); begin += kBlock) {
      const std::size_t n = std::min(kBlock, usable.size() - begin);
      to_places(std::span(usable).subspan(begin, n), in, has_alpha, places);
      for (std::size_t i = 0; i < n; ++i) {
        to.push_back(Float4{places.c0[i], places.c1[i], places.c2[i], has_alpha ? places.alpha[i] : 0});
      }
    }
  };
  add(space, colors_);
  add(Space::linear, lights_);

  std::vector<Float4> luminances, chromas, alphas;
  for (Float4 light : lights_) {
    luminances.push_back(Float4{luminance(light)});
    chromas.push_back(chroma_of(light));
    alphas.push_back(Float4{light[3]});
  }
  chroma_limit_ = (is_given ? kGivenChromaReach : kChromaReach) * widest_gap(chromas);
  alpha_limit_ = widest_gap(alphas);
  if (is_given) {
    const auto [darkest, lightest] = std::ranges::minmax(luminances, {}, [](Float4 v) { return v[0]; });
    darkest_ = darkest[0];
    lightest_ = lightest[0];
  } else {
    light_limit_ = kLightReach * widest_gap(luminances);
  }
}

Float4 DitherPalette::reachable(Float4 light) const {
  const float y = luminance(light);
  return light + (std::clamp(y, darkest_, lightest_) - y) * kWhite;
}

Float4 DitherPalette::limited(Float4 error) const {
  Float4 chroma = chroma_of(error);
  const float squares = sum(chroma * chroma);
  if (squares > chroma_limit_ * chroma_limit_) chroma *= chroma_limit_ / std::sqrt(squares);
  Float4 left = chroma + std::clamp(luminance(error), -light_limit_, light_limit_) * kWhite;
  left[3] = std::clamp(error[3], -alpha_limit_, alpha_limit_);
  return left;
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
    to_places(std::span(colors).first(n), Space::linear, work.has_alpha, places);
    for (std::size_t i = 0; i < n; ++i) {
      const Float4 light{places.c0[i], places.c1[i], places.c2[i], work.has_alpha ? places.alpha[i] : 0};
      row[begin + i] = {work.palette.reachable(light), work.palette.find(colors[i]), colors[i].a == 65535,
                        colors[i].a == 0};
    }
  }
}

}  // namespace kvant
