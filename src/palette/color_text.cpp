// Colors as text: #rrggbb, alone or in lists.

#include <algorithm>
#include <array>

#include "palette/palette_codecs.hpp"

namespace kvant {
namespace {

constexpr std::string_view kSeparators = ",; \t\r\n\"'";
constexpr std::string_view kDigits = "0123456789abcdef";

std::optional<unsigned> hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return static_cast<unsigned>(letter - '0');
  if (letter >= 'a' && letter <= 'f') return static_cast<unsigned>(letter - 'a' + 10);
  if (letter >= 'A' && letter <= 'F') return static_cast<unsigned>(letter - 'A' + 10);
  return std::nullopt;
}

/// 0xrrggbb, as programs write it. Of eight digits nothing says where alpha is.
std::optional<Color> parse_number(std::string_view word) {
  constexpr std::size_t size = 8;
  const bool may_be = word.size() == size && (word.starts_with("0x") || word.starts_with("0X"));
  return may_be ? parse_color(word.substr(2)) : std::nullopt;
}

}  // namespace

std::optional<Color> parse_color(std::string_view text) {
  if (text.starts_with('#')) text.remove_prefix(1);
  const bool is_short = text.size() == 3 || text.size() == 4;
  if (!is_short && text.size() != 6 && text.size() != 8) return std::nullopt;
  const std::size_t step = is_short ? 1 : 2;
  std::array<std::uint8_t, 4> channels = {0, 0, 0, 255};
  for (std::size_t i = 0; i < text.size() / step; ++i) {
    const std::optional<unsigned> high = hex_digit(text[i * step]);
    const std::optional<unsigned> low = hex_digit(text[i * step + step - 1]);
    if (!high || !low) return std::nullopt;
    channels[i] = static_cast<std::uint8_t>(*high * 16 + *low);
  }
  return Color{channels[0], channels[1], channels[2], channels[3]};
}

Palette parse_colors(std::string_view text) {
  Palette colors;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(kSeparators), text.size()));
    if (text.empty()) break;
    const std::string_view word = text.substr(0, text.find_first_of(kSeparators));
    text.remove_prefix(word.size());
    if (word == "#") {  // a comment
      (void)take_line(text);
      continue;
    }
    const std::optional<Color> number = parse_number(word);
    const std::optional<Color> color = number ? number : parse_color(word);
    if (!color) {
      throw Error(ErrorCode::corrupt, excerpt(word) + " is not a color; write colors as #rgb or #rrggbb");
    }
    check_room(colors.size());
    colors.push_back(*color);
  }
  if (colors.empty()) throw Error(ErrorCode::corrupt, "the palette is empty; give at least one color");
  return colors;
}

std::string hex(Color color) {
  std::string text = "#";
  const auto add = [&](std::uint8_t value) {
    text += kDigits[value / 16];
    text += kDigits[value % 16];
  };
  for (std::uint8_t value : {color.r, color.g, color.b}) add(value);
  if (color.a != 255) add(color.a);
  return text;
}

bool is_hex_palette(std::string_view /*text*/) { return true; }

NamedPalette read_hex_palette(std::span<const std::uint8_t> bytes) { return {.colors = parse_colors(text_of(bytes))}; }

PaletteBytes write_hex_palette(const NamedPalette& palette) {
  std::string text;
  for (const Color& color : palette.colors) text += hex(color) + '\n';
  return to_bytes(text);
}

}  // namespace kvant
