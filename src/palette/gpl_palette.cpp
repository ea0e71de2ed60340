// GIMP palettes (GIMP developer documentation, "GIMP Palette Format Version 2").

#include <array>
#include <charconv>
#include <cstdio>

#include "palette/palette_codecs.hpp"

namespace kvant {
namespace {

constexpr std::string_view kKind = "GIMP palette";
constexpr std::string_view kNoName = "Untitled";  // as GIMP says; Krita refuses a file without the line

// Takes a number from 0 to 255 off the text; none if it does not begin with one.
std::optional<std::uint8_t> take_channel(std::string_view& text) {
  text = trimmed(text);
  unsigned value = 0;
  const auto [stopped, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || value > 255) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(stopped - text.data()));
  if (!text.empty() && text.front() != ' ' && text.front() != '\t') return std::nullopt;
  return static_cast<std::uint8_t>(value);
}

}  // namespace

bool is_gpl_palette(std::string_view text) { return text.starts_with("GIMP Palette"); }

NamedPalette read_gpl_palette(std::span<const std::uint8_t> bytes) {
  std::string_view text = text_of(bytes);
  if (trimmed(take_line(text)) != "GIMP Palette") throw damaged_palette(kKind, "its first line is not 'GIMP Palette'");
  NamedPalette palette;
  bool alpha = false;  // a fourth number, as Aseprite writes
  for (std::size_t number = 2; !text.empty(); ++number) {
    const std::string_view line = take_line(text);
    std::string_view rest = trimmed(line);
    if (rest.empty() || rest.starts_with('#')) continue;
    if (palette.colors.empty() && rest.starts_with("Name:")) {
      palette.name = one_line(rest.substr(5));
      if (palette.name == kNoName) palette.name.clear();
      continue;
    }
    if (palette.colors.empty() && rest.starts_with("Columns:")) continue;
    if (palette.colors.empty() && rest.starts_with("Channels:")) {
      alpha = trimmed(rest.substr(9)) == "RGBA";
      continue;
    }
    const auto r = take_channel(rest);
    const auto g = r ? take_channel(rest) : std::nullopt;
    const auto b = g ? take_channel(rest) : std::nullopt;
    const auto a = b && alpha ? take_channel(rest) : std::optional<std::uint8_t>(255);
    if (!b || !a) {
      throw damaged_palette(kKind, "line " + std::to_string(number) + ", " + excerpt(line) + ", does not begin with " +
                                       (alpha ? "four" : "three") + " numbers from 0 to 255");
    }
    check_room(palette.colors.size());
    palette.colors.push_back({*r, *g, *b, *a});
    palette.names.push_back(one_line(rest));
  }
  if (palette.colors.empty()) throw damaged_palette(kKind, "it has no colors");
  drop_hex_names(palette);
  return palette;
}

PaletteBytes write_gpl_palette(const NamedPalette& palette) {
  require_opaque(palette.colors, "a GIMP palette");
  const std::string name = one_line(palette.name);
  std::string text = "GIMP Palette\nName: " + (name.empty() ? std::string(kNoName) : name) + "\n#\n";
  for (std::size_t i = 0; i < palette.colors.size(); ++i) {
    const Color& color = palette.colors[i];
    std::array<char, 16> numbers{};
    (void)std::snprintf(numbers.data(), numbers.size(), "%3d %3d %3d\t", color.r, color.g, color.b);
    text += numbers.data() + name_or_hex(palette, i) + '\n';
  }
  return to_bytes(text);
}

}  // namespace kvant
