// CSS custom properties (W3C, "CSS Custom Properties for Cascading Variables Module Level 1").

#include <algorithm>
#include <array>
#include <map>
#include <unordered_set>

#include "palette/palette_codecs.hpp"

namespace kvant {
namespace {

constexpr std::string_view kKind = "CSS palette";
constexpr std::string_view kSpace = " \t\r\n";

bool in_identifier(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
         letter == '-' || letter == '_' || static_cast<unsigned char>(letter) >= 0x80;
}

std::string without_comments(std::string_view text) {
  std::string rest;
  while (true) {
    const std::size_t begin = text.find("/*");
    rest += text.substr(0, begin);
    if (begin == std::string_view::npos) return rest;
    rest += ' ';
    const std::size_t end = text.find("*/", begin + 2);
    if (end == std::string_view::npos) throw damaged_palette(kKind, "a comment has no end");
    text.remove_prefix(end + 2);
  }
}

std::string_view without_space(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  for (char& letter : small) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return small;
}

std::string_view without_importance(std::string_view value) {
  const std::size_t mark = value.rfind('!');
  const bool important =
      mark != std::string_view::npos && in_small_letters(without_space(value.substr(mark + 1))) == "important";
  return important ? without_space(value.substr(0, mark)) : value;
}

// Whether a value is a color that kvant does not read.
bool is_function(std::string_view value) {
  constexpr std::array<std::string_view, 13> functions = {"rgb",         "rgba",      "hsl",       "hsla",  "hwb",
                                                          "lab",         "lch",       "oklab",     "oklch", "color",
                                                          "device-cmyk", "color-mix", "light-dark"};
  const std::size_t end = value.find('(');
  return end != std::string_view::npos &&
         std::find(functions.begin(), functions.end(), in_small_letters(value.substr(0, end))) != functions.end();
}

// The color that a property's value is; none if it is something else, as #main is, which names an element.
std::optional<Color> color_of(std::string_view value) {
  constexpr std::string_view digits = "0123456789abcdefABCDEF";
  if (value.starts_with('#') && value.find_first_of(digits) == 1) {
    const std::optional<Color> color = parse_color(value);
    if (!color) throw damaged_palette(kKind, excerpt(value) + " is not a color");
    return color;
  }
  return css_color_of_name(in_small_letters(value));
}

std::string identifier_of(std::string_view name) {
  std::string identifier;
  for (char letter : name) {
    const bool plain = in_identifier(letter) && static_cast<unsigned char>(letter) < 0x80;
    if (plain) {
      identifier += letter;
    } else if (!identifier.ends_with('-')) {
      identifier += '-';
    }
  }
  return identifier;
}

std::string numbered(std::size_t i) { return "color-" + std::to_string(i + 1); }

}  // namespace

bool is_css_palette(std::string_view text) {
  return text.find("--") != std::string_view::npos || text.find('{') != std::string_view::npos;
}

NamedPalette read_css_palette(std::span<const std::uint8_t> bytes) {
  const std::string rest = without_comments(text_of(bytes));
  const std::string_view text = rest;
  NamedPalette palette;
  bool numbered_only = true;
  std::map<std::string_view, Color> hex_of;                // the first color of each name
  std::map<std::string_view, std::string_view> functions;  // names whose color is not in hex, perhaps once more
  for (std::size_t place = text.find("--"); place != std::string_view::npos; place = text.find("--", place)) {
    const auto* const name_end = std::find_if_not(text.begin() + place, text.end(), in_identifier);
    const std::string_view name = text.substr(place, static_cast<std::size_t>(name_end - (text.begin() + place)));
    const bool starts = place == 0 || !in_identifier(text[place - 1]);
    place += name.size();
    const std::size_t colon = text.find_first_not_of(kSpace, place);
    if (!starts || colon == std::string_view::npos || text[colon] != ':') continue;
    const std::size_t end = std::min(text.find_first_of(";}", colon), text.size());
    const std::string_view value = without_importance(without_space(text.substr(colon + 1, end - colon - 1)));
    const std::optional<Color> color = color_of(value);
    place = end;
    if (!color) {
      if (is_function(value)) functions.emplace(name, value);
      continue;
    }
    // Style sheets repeat a palette in other notations, and in other places.
    const auto [known, fresh] = hex_of.try_emplace(name, *color);
    if (!fresh && known->second == *color) continue;
    check_room(palette.colors.size());
    numbered_only &= name.substr(2) == numbered(palette.colors.size());
    palette.colors.push_back(*color);
    palette.names.emplace_back(name.substr(2));
  }
  for (const auto& [name, value] : functions) {
    if (hex_of.contains(name)) continue;
    throw Error(ErrorCode::unsupported,
                excerpt(value) + ": of CSS, kvant reads colors that are names or written as #rrggbb");
  }
  if (palette.colors.empty()) throw damaged_palette(kKind, "no custom property (--name: #rrggbb;) holds a color");
  if (numbered_only) palette.names.clear();
  return palette;
}

PaletteBytes write_css_palette(const NamedPalette& palette) {
  std::string text = ":root {\n";
  std::unordered_set<std::string> taken;
  for (std::size_t i = 0; i < palette.colors.size(); ++i) {
    std::string name = palette.names.empty() ? "" : identifier_of(one_line(palette.names[i]));
    if (name.find_first_not_of('-') == std::string::npos) name = numbered(i);
    // Of two properties of one name, a browser would know the second only.
    while (!taken.insert(name).second) name.append(1, '-').append(std::to_string(i + 1));
    text += "  --" + name + ": " + hex(palette.colors[i]) + ";\n";
  }
  return to_bytes(text + "}\n");
}

}  // namespace kvant
