// Adobe swatch exchange. Adobe published no specification; this follows what was found by O. Berten and C. Camera
// ("ASE File Specification"). Everything is stored high byte first:
//   "ASEF", version 1.0 as two 16-bit numbers, the number of blocks in 32 bits; blocks: 16-bit type, 32-bit length.
//   A group begins (0xC001: name) and ends (0xC002); a color (0x0001) is a name, a model of four letters, its values as
//   floats, and a 16-bit kind. A name is a 16-bit number of UTF-16 units, then these, the last one zero.

#include <algorithm>
#include <bit>
#include <utility>

#include "palette/adobe_swatches.hpp"

namespace kvant {
namespace {

constexpr std::string_view kKind = "swatch exchange file";
constexpr std::uint32_t kColor = 0x0001;
constexpr std::uint32_t kGroupBegin = 0xC001;
constexpr std::uint32_t kGroupEnd = 0xC002;
constexpr std::uint32_t kNormalColor = 2;  // neither global nor spot

/// A model's name in capitals, without the space that fills it up: programs write "Gray", "GRAY" and "LAB ".
std::string take_model(SwatchReader& block) {
  std::string model;
  for (const std::uint8_t byte : block.take(4)) {
    const char letter = static_cast<char>(byte);
    model += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  while (!model.empty() && (model.back() == ' ' || model.back() == '\0')) model.pop_back();
  return model;
}

float take_float(SwatchReader& block, float least, float most) {
  constexpr float rounding = 1e-5F;  // of programs that calculate with floats
  const auto v = std::bit_cast<float>(block.number(4));
  if (!(v >= least - rounding && v <= most + rounding)) {
    throw damaged_palette(kKind, "a color's value is not from " + std::to_string(static_cast<int>(least)) + " to " +
                                     std::to_string(static_cast<int>(most)));
  }
  return std::clamp(v, least, most);
}

Color take_color(SwatchReader& block) {
  const std::string model = take_model(block);
  const auto part = [&] { return double{take_float(block, 0, 1)}; };
  if (model == "RGB") {
    const double r = part();
    const double g = part();
    return color_of_rgb(r, g, part());
  }
  if (model == "GRAY") {
    const double v = part();
    return color_of_rgb(v, v, v);
  }
  if (model == "CMYK") {
    const double c = part();
    const double m = part();
    const double y = part();
    return color_of_cmyk(c, m, y, part());
  }
  if (model == "LAB") {
    const double lightness = part();
    const double a = take_float(block, -128, 128);
    return color_of_lab(100 * lightness, a, take_float(block, -128, 128));
  }
  throw Error(ErrorCode::unsupported,
              "a swatch is of the model " + excerpt(model) + "; kvant reads RGB, Gray, CMYK and Lab: export it as RGB");
}

void append_block(std::uint32_t type, SwatchWriter content, SwatchWriter& file) {
  const PaletteBytes bytes = content.release();
  file.number(type, 2);
  file.number(static_cast<std::uint32_t>(bytes.size()), 4);
  file.bytes({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

bool is_ase_palette(std::string_view bytes) { return bytes.starts_with("ASEF"); }

NamedPalette read_ase_palette(std::span<const std::uint8_t> bytes) {
  SwatchReader file(bytes, kKind);
  (void)file.take(4);  // "ASEF"
  if (file.number(2) != 1) throw Error(ErrorCode::unsupported, "this swatch exchange file is of an unknown version");
  (void)file.take(2);
  NamedPalette palette;
  for (std::uint32_t blocks = file.number(4); blocks > 0; --blocks) {
    const std::uint32_t type = file.number(2);
    SwatchReader block(file.take(file.number(4)), kKind);
    if (type == kGroupBegin && palette.name.empty() && palette.colors.empty())
      palette.name = block.name(block.number(2));
    if (type != kColor) continue;
    check_room(palette.colors.size());
    palette.names.push_back(block.name(block.number(2)));
    palette.colors.push_back(take_color(block));
  }
  if (palette.colors.empty()) throw damaged_palette(kKind, "it has no colors");
  drop_hex_names(palette);
  return palette;
}

PaletteBytes write_ase_palette(const NamedPalette& palette) {
  require_opaque(palette.colors, "a swatch exchange file");
  const std::string group = one_line(palette.name);
  SwatchWriter file;
  file.bytes("ASEF");
  file.number(1, 2);
  file.number(0, 2);
  file.number(static_cast<std::uint32_t>(palette.colors.size()) + (group.empty() ? 0 : 2), 4);
  if (!group.empty()) {
    SwatchWriter begin;
    begin.name(group, 2);
    append_block(kGroupBegin, std::move(begin), file);
  }
  for (std::size_t i = 0; i < palette.colors.size(); ++i) {
    SwatchWriter color;
    color.name(name_or_hex(palette, i), 2);
    color.bytes("RGB ");
    for (std::uint8_t v : {palette.colors[i].r, palette.colors[i].g, palette.colors[i].b}) {
      color.number(std::bit_cast<std::uint32_t>(static_cast<float>(v) / 255.0F), 4);
    }
    color.number(kNormalColor, 2);
    append_block(kColor, std::move(color), file);
  }
  if (!group.empty()) append_block(kGroupEnd, {}, file);
  return file.release();
}

}  // namespace kvant
