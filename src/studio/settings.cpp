#include "studio/settings.hpp"

#include <optional>
#include <string_view>

#include "kvant/error.hpp"
#include "kvant/palette.hpp"

namespace kvant::studio {
namespace {

[[noreturn]] void refuse(std::string_view what, std::string_view name) {
  throw Error(ErrorCode::invalid_argument, std::string(what).append(" '").append(name).append("'"));
}

/// Sets a field if the object has it.
template <class T>
void take(const Json& object, const char* name, T& field) {
  const auto found = object.find(name);
  if (found != object.end()) field = found->get<T>();
}

Aim aim_of(const Json& aim) {
  if (aim.is_string() && aim == "auto") return {.automatic = true};
  Aim result;
  if (aim.contains("psnr")) result.psnr = aim["psnr"].get<double>();
  if (aim.contains("maxDelta")) result.max_delta = aim["maxDelta"].get<double>();
  if (aim.contains("targetSize")) result.target_size = aim["targetSize"].get<std::uint64_t>();
  return result;
}

void take_format(const std::string& name, Settings& settings) {
  struct Named {
    const char* name;
    Format format;
    bool lossy;
  };
  for (const auto& [known, format, lossy] :
       {Named{"png", Format::png, false}, Named{"gif", Format::gif, false}, Named{"webp", Format::webp, false},
        Named{"jpeg", Format::jpeg, true}, Named{"webp-lossy", Format::webp, true}}) {
    if (name != known) continue;
    settings.format = format;
    settings.lossy = lossy;
    return;
  }
  refuse("no format", name);
}

}  // namespace

Palette colors_of(const Json& array) {
  Palette palette;
  for (const Json& text : array) {
    const std::optional<Color> color = parse_color(text.get<std::string>());
    if (!color) refuse("no color", text.get<std::string>());
    palette.push_back(*color);
  }
  return palette;
}

Settings settings_of(const Json& object) {
  Settings settings;
  try {
    QuantizeOptions& quantize = settings.quantize;
    take(object, "colors", quantize.colors);
    take(object, "strength", quantize.dither_strength);
    take(object, "salience", quantize.salience);
    take(object, "seed", quantize.seed);
    take(object, "quality", settings.encode.quality);
    if (object.contains("space")) {
      const auto name = object["space"].get<std::string>();
      const std::optional<Space> space = space_of_name(name);
      if (!space) refuse("no color space", name);
      quantize.space = *space;
    }
    if (object.contains("dither")) {
      const auto name = object["dither"].get<std::string>();
      const std::optional<Dither> dither = dither_of_name(name);
      if (!dither) refuse("no dither", name);
      quantize.dither = *dither;
    }
    if (object.contains("palette")) quantize.palette = colors_of(object["palette"]);
    if (object.contains("pins")) quantize.pins = colors_of(object["pins"]);
    if (object.contains("recolor")) quantize.recolor = colors_of(object["recolor"]);
    if (object.value("order", std::string()) == "keep") settings.encode.palette_order = PaletteOrder::keep;
    if (object.contains("aim")) settings.aim = aim_of(object["aim"]);
    if (object.contains("format")) take_format(object["format"].get<std::string>(), settings);
  } catch (const Json::exception& problem) {
    refuse("settings that are not as they should be:", problem.what());
  }
  return settings;
}

}  // namespace kvant::studio
