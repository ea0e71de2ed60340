#include "palette/palette_codecs.hpp"

#include <algorithm>

namespace kvant {

Error damaged_palette(std::string_view kind, const std::string& what) {
  return {ErrorCode::corrupt, "damaged " + std::string(kind) + ": " + what};
}

void check_room(std::size_t colors) {
  if (colors >= kMostPaletteColors) throw Error(ErrorCode::limit, "the palette has more than 65,536 colors");
}

void require_opaque(const Palette& colors, std::string_view kind) {
  if (std::all_of(colors.begin(), colors.end(), [](const Color& color) { return color.a == 255; })) return;
  throw Error(ErrorCode::unsupported,
              std::string(kind) + " holds no transparency; use hex, json, css, paintnet or png for this palette");
}

void require_at_most(const Palette& colors, std::size_t most, std::string_view kind) {
  if (colors.size() <= most) return;
  throw Error(ErrorCode::unsupported, std::string(kind) + " holds at most " + std::to_string(most) + " colors, not " +
                                          std::to_string(colors.size()) + "; use another format");
}

std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  if (text.starts_with("\r\n")) {
    text.remove_prefix(2);
  } else if (!text.empty()) {
    text.remove_prefix(1);
  }
  return line;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string quoted(1, '\'');
  quoted += one_line(text.substr(0, longest));
  return quoted += text.size() > longest ? "...'" : "'";
}

std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& letter : line) {
    if (static_cast<unsigned char>(letter) < ' ' || letter == '\x7f') letter = ' ';
  }
  return std::string(trimmed(line));
}

std::string name_or_hex(const NamedPalette& palette, std::size_t i) {
  const std::string name = palette.names.empty() ? "" : one_line(palette.names[i]);
  return name.empty() ? hex(palette.colors[i]) : name;
}

void drop_hex_names(NamedPalette& palette) {
  bool named = false;
  for (std::size_t i = 0; i < palette.colors.size(); ++i) {
    if (palette.names[i] == hex(palette.colors[i])) palette.names[i].clear();
    named |= !palette.names[i].empty();
  }
  if (!named) palette.names.clear();
}

PaletteBytes to_bytes(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace kvant
