// Palettes as JSON: {"name": "...", "colors": [{"hex": "#rrggbb", "name": "..."}]}; what kvant --json prints is read
// too, and of any other object the names whose values are such colors.

#include <nlohmann/json.hpp>

#include <algorithm>

#include "palette/palette_codecs.hpp"

namespace kvant {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kKind = "JSON palette";

constexpr int kDeepest = 64;

/// The array that is a palette by its place; null if there is none.
const Json* list_of_colors(const Json& document) {
  if (document.is_array()) return &document;
  for (const char* key : {"colors", "palette"}) {
    const auto place = document.find(key);
    if (place != document.end() && place->is_array()) return &*place;
  }
  return nullptr;
}

std::string text_at(const Json& object, const char* key) {
  const auto place = object.find(key);
  return place != object.end() && place->is_string() ? place->get<std::string>() : "";
}

enum class Words { with_mark, six_digits };

std::optional<Color> color_of(const std::string& word, Words words) {
  const bool may_be = words == Words::with_mark ? word.starts_with('#') : word.size() == 6;
  return may_be ? parse_color(word) : std::nullopt;
}

/// All colors below a value, named by the key next to them: what programs export as themes and tokens. Words such as
/// "value" name nothing, so there it is what stands around them.
void collect(const Json& value, const std::string& name, Words words, int depth, NamedPalette& palette) {
  if (depth > kDeepest) throw damaged_palette(kKind, "it is nested too deeply");
  if (value.is_string()) {
    const std::optional<Color> color = color_of(value.get_ref<const std::string&>(), words);
    if (!color) return;
    check_room(palette.colors.size());
    palette.colors.push_back(*color);
    palette.names.push_back(one_line(name));
  } else if (value.is_array()) {
    for (const Json& entry : value) collect(entry, name, words, depth + 1, palette);
  } else if (value.is_object()) {
    const std::string own = text_at(value, "name");
    for (const auto& [key, entry] : value.items()) {
      if (key == "name") continue;  // "facade" is none
      const bool nameless = key == "hex" || key == "color" || key == "value" || key == "$value";
      collect(entry, !nameless ? key : own.empty() ? name : own, words, depth + 1, palette);
    }
  }
}

}  // namespace

bool is_json_palette(std::string_view text) {
  const std::size_t first = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  return text.substr(first).starts_with('{') || text.substr(first).starts_with('[');
}

NamedPalette read_json_palette(std::span<const std::uint8_t> bytes) {
  const Json document = Json::parse(text_of(bytes), nullptr, false);
  if (document.is_discarded()) throw damaged_palette(kKind, "it breaks the rules of JSON, or ends early");
  NamedPalette palette;
  if (document.is_object()) palette.name = one_line(text_at(document, "name"));
  const Json* const list = list_of_colors(document);
  if (list == nullptr) {
    collect(document, "", Words::with_mark, 0, palette);
    if (palette.colors.empty()) collect(document, "", Words::six_digits, 0, palette);
  }
  for (const Json& entry : list == nullptr ? Json::array() : *list) {
    const std::string word = entry.is_string()   ? entry.get<std::string>()
                             : entry.is_object() ? text_at(entry, "hex")
                                                 : "";
    const std::optional<Color> color = parse_color(word);
    if (!color) {
      const std::size_t before = palette.colors.size();
      if (word.empty()) collect(entry, "", Words::with_mark, 1, palette);
      if (palette.colors.size() > before) continue;
      throw damaged_palette(
          kKind, "color " + std::to_string(before + 1) + R"( is neither "#rrggbb" nor has one, as "hex" or otherwise)");
    }
    check_room(palette.colors.size());
    palette.colors.push_back(*color);
    palette.names.push_back(entry.is_object() ? one_line(text_at(entry, "name")) : "");
  }
  if (palette.colors.empty()) throw damaged_palette(kKind, R"(it has no colors: nowhere a "#rrggbb")");
  drop_hex_names(palette);
  return palette;
}

PaletteBytes write_json_palette(const NamedPalette& palette) {
  Json document = Json::object();
  if (!palette.name.empty()) document["name"] = one_line(palette.name);
  Json& colors = document["colors"] = Json::array();
  for (std::size_t i = 0; i < palette.colors.size(); ++i) {
    Json entry = {{"hex", hex(palette.colors[i])}};
    const std::string name = palette.names.empty() ? "" : one_line(palette.names[i]);
    if (!name.empty()) entry["name"] = name;
    colors.push_back(std::move(entry));
  }
  return to_bytes(document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n');
}

}  // namespace kvant
