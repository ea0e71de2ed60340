// JASC palettes, of Paint Shop Pro: the lines JASC-PAL, 0100, the number of colors, and R G B for each, to which
// some programs add alpha.

#include <algorithm>
#include <charconv>
#include <vector>

#include "palette/palette_codecs.hpp"

namespace kvant {
namespace {

constexpr std::string_view kKind = "JASC palette";

// The numbers of a line; empty if there is anything else.
std::vector<std::size_t> numbers_of(std::string_view line) {
  std::vector<std::size_t> numbers;
  for (line = trimmed(line); !line.empty(); line = trimmed(line)) {
    std::size_t value = 0;
    const auto [stopped, problem] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (problem != std::errc()) return {};
    numbers.push_back(value);
    line.remove_prefix(static_cast<std::size_t>(stopped - line.data()));
    if (!line.empty() && line.front() != ' ' && line.front() != '\t') return {};
  }
  return numbers;
}

}  // namespace

bool is_pal_palette(std::string_view text) { return text.starts_with("JASC-PAL"); }

NamedPalette read_pal_palette(std::span<const std::uint8_t> bytes) {
  std::string_view text = text_of(bytes);
  if (trimmed(take_line(text)) != "JASC-PAL") throw damaged_palette(kKind, "its first line is not 'JASC-PAL'");
  if (trimmed(take_line(text)) != "0100") throw damaged_palette(kKind, "its second line is not the version 0100");
  const std::vector<std::size_t> count = numbers_of(take_line(text));
  if (count.size() != 1 || count[0] == 0) throw damaged_palette(kKind, "its third line is not the number of colors");
  check_room(count[0] - 1);
  NamedPalette palette;
  while (palette.colors.size() < count[0]) {
    const std::string place = "color " + std::to_string(palette.colors.size() + 1) + " of " + std::to_string(count[0]);
    if (text.empty()) throw damaged_palette(kKind, "it ends before " + place);
    const std::string_view line = take_line(text);
    if (trimmed(line).empty() && !text.empty()) continue;
    std::vector<std::size_t> rgba = numbers_of(line);
    if (rgba.size() == 3) rgba.push_back(255);
    if (rgba.size() != 4 || std::any_of(rgba.begin(), rgba.end(), [](std::size_t value) { return value > 255; })) {
      throw damaged_palette(kKind, place + " is not three or four numbers from 0 to 255");
    }
    const auto channel = [&](std::size_t c) { return static_cast<std::uint8_t>(rgba[c]); };
    palette.colors.push_back({channel(0), channel(1), channel(2), channel(3)});
  }
  if (text.find_first_not_of(" \t\r\n") != std::string_view::npos) {
    throw damaged_palette(kKind, "there is more after its " + std::to_string(count[0]) + " colors");
  }
  return palette;
}

PaletteBytes write_pal_palette(const NamedPalette& palette) {
  require_opaque(palette.colors, "a JASC palette");
  std::string text = "JASC-PAL\r\n0100\r\n" + std::to_string(palette.colors.size()) + "\r\n";
  for (const Color& color : palette.colors) {
    text += std::to_string(color.r) + ' ' + std::to_string(color.g) + ' ' + std::to_string(color.b) + "\r\n";
  }
  return to_bytes(text);
}

}  // namespace kvant
