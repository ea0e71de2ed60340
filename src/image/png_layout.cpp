#include "image/png_layout.hpp"

#include <algorithm>
#include <optional>

namespace kvant {
namespace {

/// The fewest bits in which the gray values of all colors are whole steps.
std::uint8_t gray_depth(const Palette& palette) {
  for (const std::uint8_t depth : {std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{4}}) {
    const int step = 255 / ((1 << depth) - 1);
    if (std::all_of(palette.begin(), palette.end(), [&](Color c) { return c.r % step == 0; })) return depth;
  }
  return 8;
}

/// The one color that is not opaque, if it is fully transparent and no opaque color looks like it: a tRNS chunk can
/// then name it, and the alpha channel is not needed.
std::optional<Color> transparent_key(const Palette& palette) {
  const auto translucent = [](Color c) { return c.a != 255; };
  const auto key = std::find_if(palette.begin(), palette.end(), translucent);
  if (key == palette.end() || key->a != 0) return std::nullopt;
  for (auto other = palette.begin(); other != palette.end(); ++other) {
    if (other == key) continue;
    if (other->a != 255 || (other->r == key->r && other->g == key->g && other->b == key->b)) return std::nullopt;
  }
  return *key;
}

}  // namespace

unsigned PngLayout::bits_per_pixel() const {
  switch (color) {
    case PngColor::gray:
    case PngColor::indexed:
      return depth;
    case PngColor::gray_alpha:
      return 2u * depth;
    case PngColor::rgb:
      return 3u * depth;
    case PngColor::rgb_alpha:
      break;
  }
  return 4u * depth;
}

std::size_t PngLayout::row_bytes(std::uint32_t width) const { return (std::size_t{width} * bits_per_pixel() + 7) / 8; }

std::uint8_t index_depth(std::size_t colors) {
  return static_cast<std::uint8_t>(colors <= 2 ? 1 : colors <= 4 ? 2 : colors <= 16 ? 4 : 8);
}

PngLayout indexed_layout(const IndexedView& view, std::uint8_t depth) {
  PngLayout layout{.color = PngColor::indexed, .depth = depth};
  for (const Color& color : view.palette()) {
    layout.pixels.push_back(static_cast<std::uint32_t>(layout.pixels.size()));
    layout.palette.insert(layout.palette.end(), {color.r, color.g, color.b});
    layout.transparency.push_back(color.a);
  }
  while (!layout.transparency.empty() && layout.transparency.back() == 255) layout.transparency.pop_back();
  return layout;
}

PngLayout direct_layout(const IndexedView& view) {
  const Palette& palette = view.palette();
  const std::optional<Color> key = transparent_key(palette);
  const bool alpha = !view.opaque() && !key;
  PngLayout layout;
  layout.color =
      view.gray() ? (alpha ? PngColor::gray_alpha : PngColor::gray) : (alpha ? PngColor::rgb_alpha : PngColor::rgb);
  if (layout.color == PngColor::gray) layout.depth = gray_depth(palette);
  const unsigned step = 255u / ((1u << layout.depth) - 1);
  for (const Color& color : palette) {
    std::uint32_t pixel = color.r / step;
    if (!view.gray()) pixel = std::uint32_t{color.r} << 16 | std::uint32_t{color.g} << 8 | color.b;
    if (alpha) pixel = pixel << 8 | color.a;
    layout.pixels.push_back(pixel);
  }
  if (key && view.gray()) {
    layout.transparency = {0, static_cast<std::uint8_t>(key->r / step)};
  } else if (key) {
    layout.transparency = {0, key->r, 0, key->g, 0, key->b};
  }
  return layout;
}

void pack_row(const IndexedView& view, const PngLayout& layout, std::uint32_t y, std::uint8_t* out) {
  const std::uint32_t* pixels = layout.pixels.data();
  const unsigned bits = layout.bits_per_pixel();
  if (bits == 8) {
    view.for_row(y, [&](std::uint32_t x, std::uint16_t index) { out[x] = static_cast<std::uint8_t>(pixels[index]); });
    return;
  }
  if (bits > 8) {
    view.for_row(y, [&](std::uint32_t, std::uint16_t index) {
      for (unsigned shift = bits; shift != 0; shift -= 8) {
        *out++ = static_cast<std::uint8_t>(pixels[index] >> (shift - 8));
      }
    });
    return;
  }
  const unsigned last = 8 / bits - 1;  // the place in its byte of the last of a byte's pixels
  unsigned byte = 0;
  view.for_row(y, [&](std::uint32_t x, std::uint16_t index) {
    byte = byte << bits | pixels[index];
    if ((x & last) == last) *out++ = static_cast<std::uint8_t>(byte);
  });
  const unsigned rest = view.width() & last;
  if (rest != 0) *out = static_cast<std::uint8_t>(byte << (8 - rest * bits));
}

}  // namespace kvant
