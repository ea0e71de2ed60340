// Palettes of Paint.NET (its manual, "Working with Palettes"): a color on each line as AARRGGBB, alpha first; what
// follows a semicolon is a comment.

#include <algorithm>
#include <utility>

#include "palette/palette_codecs.hpp"

namespace kvant {
namespace {

constexpr std::string_view kKind = "Paint.NET palette";
constexpr std::string_view kName = "Palette Name:";

bool is_argb(std::string_view word) {
  return word.size() == 8 && word.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_opaque(std::string_view byte) {
  return std::all_of(byte.begin(), byte.end(), [](char digit) { return digit == 'f' || digit == 'F'; });
}

}  // namespace

bool is_paintnet_palette(std::string_view text) {
  // Without a comment, lines of eight digits may be RRGGBBAA as well: most colors are opaque, which tells where alpha
  // is.
  std::size_t first = 0;
  std::size_t last = 0;
  while (!text.empty()) {
    const std::string_view line = trimmed(take_line(text));
    if (line.starts_with(';')) return true;
    if (line.empty()) continue;
    const std::string_view word = trimmed(line.substr(0, line.find(';')));
    if (!is_argb(word)) return false;
    first += is_opaque(word.substr(0, 2)) ? 1 : 0;
    last += is_opaque(word.substr(6)) ? 1 : 0;
  }
  return first > last;
}

NamedPalette read_paintnet_palette(std::span<const std::uint8_t> bytes) {
  std::string_view text = text_of(bytes);
  NamedPalette palette;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    const std::size_t comment_start = std::min(line.find(';'), line.size());
    const std::string_view comment = trimmed(line.substr(std::min(comment_start + 1, line.size())));
    const std::string_view word = trimmed(line.substr(0, comment_start));
    if (palette.name.empty() && comment.starts_with(kName)) palette.name = one_line(comment.substr(kName.size()));
    if (word.empty()) continue;
    const std::optional<Color> color = parse_color(word);
    if (!color) throw damaged_palette(kKind, excerpt(word) + " is not a color; write colors as AARRGGBB");
    check_room(palette.colors.size());
    palette.colors.push_back(is_argb(word) ? Color{color->g, color->b, color->a, color->r} : *color);
  }
  if (palette.colors.empty()) throw damaged_palette(kKind, "it has no colors");
  return palette;
}

PaletteBytes write_paintnet_palette(const NamedPalette& palette) {
  std::string text = "; paint.net Palette File\n";
  if (const std::string name = one_line(palette.name); !name.empty())
    text += "; " + std::string(kName) + ' ' + name + '\n';
  for (const Color& color : palette.colors) {
    // hex() leaves out the alpha of what is opaque.
    text += hex({color.a, color.a, color.a, 255}).substr(5) + hex({color.r, color.g, color.b, 255}).substr(1) + '\n';
  }
  return to_bytes(text);
}

}  // namespace kvant
