// Adobe color swatches (Adobe Photoshop File Formats Specification, "Color Swatches"), numbers of 16 bits high byte
// first: a version, the number of colors, and for each a space and four values. Version 2 adds names; it stands alone
// or, as in what Photoshop writes, after the same colors as version 1.

#include <algorithm>
#include <array>
#include <cmath>

#include "palette/adobe_swatches.hpp"

namespace kvant {
namespace {

constexpr std::string_view kKind = "swatches file";
constexpr std::size_t kMostColors = 0xFFFF;
constexpr std::size_t kColorBytes = 10;
constexpr unsigned char kLastSpace = 14;  // of those that Adobe lists

enum Space : std::uint32_t { rgb = 0, hsb = 1, cmyk = 2, lab = 7, gray = 8 };

Color color_of_hsb(double hue, double saturation, double brightness) {
  const auto channel = [&](double n) {
    const double k = std::fmod(n + 6 * hue, 6);
    return brightness * (1 - saturation * std::max(0.0, std::min({k, 4 - k, 1.0})));
  };
  return color_of_rgb(channel(5), channel(3), channel(1));
}

Color take_color(SwatchReader& file) {
  const std::uint32_t space = file.number(2);
  std::array<std::uint32_t, 4> v{};
  for (std::uint32_t& value : v) value = file.number(2);
  // Programs write a byte twice, or followed by 0: only the high one is sure.
  const auto high = [&](std::size_t i) { return static_cast<std::uint8_t>(v[i] >> 8U); };
  const auto part = [&](std::size_t i) { return static_cast<double>(high(i)) / 255; };
  const auto signed_value = [&](std::size_t i) { return static_cast<double>(static_cast<std::int16_t>(v[i])); };
  switch (space) {
    case Space::rgb:
      return {high(0), high(1), high(2), 255};
    case Space::hsb:
      return color_of_hsb(v[0] / 65'536.0, v[1] / 65'535.0, v[2] / 65'535.0);
    case Space::cmyk:  // 0 is full ink
      return color_of_cmyk(1 - part(0), 1 - part(1), 1 - part(2), 1 - part(3));
    case Space::lab:
      return color_of_lab(v[0] / 100.0, signed_value(1) / 100, signed_value(2) / 100);
    case Space::gray:
      return color_of_rgb(v[0] / 10'000.0, v[0] / 10'000.0, v[0] / 10'000.0);
    default:
      throw Error(ErrorCode::unsupported, "a swatch is of color space " + std::to_string(space) +
                                              "; kvant reads RGB, HSB, CMYK, Lab and grayscale: save it as RGB");
  }
}

/// A version, and the colors that follow.
NamedPalette take_colors(SwatchReader& file) {
  const std::uint32_t version = file.number(2);
  if (version != 1 && version != 2) throw Error(ErrorCode::unsupported, "this swatches file is of an unknown version");
  NamedPalette palette;
  for (std::uint32_t count = file.number(2); count > 0; --count) {
    palette.colors.push_back(take_color(file));
    palette.names.push_back(version == 2 ? file.name(file.number(4)) : "");
  }
  return palette;
}

/// Nothing, or zeros; one alone is where version 2 begins.
bool is_padding(std::string_view rest) {
  return rest.size() != 1 && std::all_of(rest.begin(), rest.end(), [](char byte) { return byte == 0; });
}

}  // namespace

bool is_aco_palette(std::string_view bytes) {
  if (bytes.size() < 4 + kColorBytes || bytes[0] != 0 || (bytes[1] != 1 && bytes[1] != 2)) return false;
  if (bytes[4] != 0 || static_cast<unsigned char>(bytes[5]) > kLastSpace) return false;
  const auto count =
      static_cast<std::size_t>(static_cast<unsigned char>(bytes[2])) << 8U | static_cast<unsigned char>(bytes[3]);
  const std::size_t end = 4 + kColorBytes * count;  // of version 1
  if (count == 0 || bytes.size() < end) return false;
  const std::string_view rest = bytes.substr(end);
  return bytes[1] == 2 || rest.starts_with(std::string_view("\0\2", 2)) || is_padding(rest);
}

NamedPalette read_aco_palette(std::span<const std::uint8_t> bytes) {
  SwatchReader file(bytes, kKind);
  NamedPalette palette = take_colors(file);
  // Photoshop puts more of its own behind version 2.
  if (bytes[1] == 1 && !is_padding(text_of(file.rest()))) {
    try {
      palette = take_colors(file);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::corrupt || palette.colors.empty()) throw;
      palette.warning = "it ends early, within the names of its colors, which were left out";
    }
  }
  if (palette.colors.empty()) throw damaged_palette(kKind, "it has no colors");
  drop_hex_names(palette);
  return palette;
}

PaletteBytes write_aco_palette(const NamedPalette& palette) {
  require_opaque(palette.colors, "a swatches file");
  require_at_most(palette.colors, kMostColors, "a swatches file");
  SwatchWriter file;
  for (const std::uint32_t version : {1U, 2U}) {
    file.number(version, 2);
    file.number(static_cast<std::uint32_t>(palette.colors.size()), 2);
    for (std::size_t i = 0; i < palette.colors.size(); ++i) {
      const Color& color = palette.colors[i];
      file.number(Space::rgb, 2);
      for (const unsigned v : {unsigned{color.r}, unsigned{color.g}, unsigned{color.b}, 0U}) file.number(257 * v, 2);
      if (version == 2) file.name(name_or_hex(palette, i), 4);
    }
  }
  return file.release();
}

}  // namespace kvant
