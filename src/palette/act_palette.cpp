// Adobe color tables (Adobe Photoshop File Formats Specification, "Color Table"): 256 colors of 3 bytes, then, unless
// the file ends there, the number of colors in use and the index of the transparent one, both of 16 bits, high byte
// first.

#include <algorithm>

#include "palette/palette_codecs.hpp"

namespace kvant {
namespace {

constexpr std::string_view kKind = "color table";
constexpr std::size_t kEntries = 256;
constexpr std::size_t kNoIndex = 0xFFFF;

}  // namespace

bool is_act_palette(std::string_view bytes) { return bytes.size() == 3 * kEntries || bytes.size() == 3 * kEntries + 4; }

NamedPalette read_act_palette(std::span<const std::uint8_t> bytes) {
  if (!is_act_palette(text_of(bytes))) {
    throw damaged_palette(kKind, "it has " + std::to_string(bytes.size()) + " bytes, not 768 or 772");
  }
  std::size_t count = kEntries;
  std::size_t transparent = kNoIndex;
  if (bytes.size() > 3 * kEntries) {
    const auto number = [&](std::size_t at) { return std::size_t{bytes[at]} << 8U | bytes[at + 1]; };
    count = number(3 * kEntries);
    transparent = number(3 * kEntries + 2);
    // All entries are there, whatever the count says; a transparent one beyond them is none.
    if (count == 0 || count > kEntries) count = kEntries;
  }
  NamedPalette palette;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t* rgb = bytes.data() + 3 * i;
    palette.colors.push_back({rgb[0], rgb[1], rgb[2], static_cast<std::uint8_t>(i == transparent ? 0 : 255)});
  }
  return palette;
}

PaletteBytes write_act_palette(const NamedPalette& palette) {
  const Palette& colors = palette.colors;
  if (colors.size() > kEntries) {
    throw Error(ErrorCode::unsupported, "a color table holds at most 256 colors, not " + std::to_string(colors.size()) +
                                            "; use another format");
  }
  const auto opaque = [](const Color& color) { return color.a == 255; };
  const auto translucent = std::find_if_not(colors.begin(), colors.end(), opaque);
  std::size_t transparent = kNoIndex;
  if (translucent != colors.end()) {
    transparent = static_cast<std::size_t>(translucent - colors.begin());
    if (translucent->a != 0 || !std::all_of(translucent + 1, colors.end(), opaque)) {
      throw Error(
          ErrorCode::unsupported,
          "a color table holds one fully transparent color at most, and no translucent ones; use another format");
    }
  }
  PaletteBytes bytes;
  bytes.reserve(3 * kEntries + 4);
  for (const Color& color : colors) bytes.insert(bytes.end(), {color.r, color.g, color.b});
  bytes.resize(3 * kEntries);
  for (std::size_t number : {colors.size(), transparent}) {
    bytes.push_back(static_cast<std::uint8_t>(number >> 8U));
    bytes.push_back(static_cast<std::uint8_t>(number));
  }
  return bytes;
}

}  // namespace kvant
