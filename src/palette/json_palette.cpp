// Palettes as JSON: {"name": "...", "colors": [{"hex": "#rrggbb", "name": "..."}]}; what kvant --json prints is read
// too.

#include <nlohmann/json.hpp>

#include "palette/palette_codecs.hpp"

namespace kvant {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kKind = "JSON palette";

const Json& list_of_colors(const Json& document) {
  if (document.is_array()) return document;
  for (const char* key : {"colors", "palette"}) {
    const auto place = document.find(key);
    if (place != document.end() && place->is_array()) return *place;
  }
  throw damaged_palette(kKind, R"(it has no array of colors, alone or as "colors" or "palette")");
}

std::string text_at(const Json& object, const char* key) {
  const auto place = object.find(key);
  return place != object.end() && place->is_string() ? place->get<std::string>() : "";
}

}  // namespace

NamedPalette read_json_palette(std::string_view text) {
  const Json document = Json::parse(text, nullptr, false);
  if (document.is_discarded()) throw damaged_palette(kKind, "it breaks the rules of JSON, or ends early");
  NamedPalette palette;
  if (document.is_object()) palette.name = one_line(text_at(document, "name"));
  for (const Json& entry : list_of_colors(document)) {
    const std::string word = entry.is_string()   ? entry.get<std::string>()
                             : entry.is_object() ? text_at(entry, "hex")
                                                 : "";
    const std::optional<Color> color = parse_color(word);
    if (!color) {
      throw damaged_palette(kKind, "color " + std::to_string(palette.colors.size() + 1) +
                                       R"( is neither "#rrggbb" nor an object with such a "hex")");
    }
    check_room(palette.colors.size());
    palette.colors.push_back(*color);
    palette.names.push_back(entry.is_object() ? one_line(text_at(entry, "name")) : "");
  }
  if (palette.colors.empty()) throw damaged_palette(kKind, "it has no colors");
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
