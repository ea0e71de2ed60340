// Adobe swatch exchange. Adobe published no specification; this follows what was found by O. Berten and C. Camera
// ("ASE File Specification"). Everything is stored high byte first:
//   "ASEF", version 1.0 as two 16-bit numbers, the number of blocks in 32 bits; blocks: 16-bit type, 32-bit length.
//   A group begins (0xC001: name) and ends (0xC002); a color (0x0001) is a name, a model of four letters, its values as
//   floats, and a 16-bit kind. A name is a 16-bit number of UTF-16 units, then these, the last one zero.

#include <array>
#include <bit>
#include <cmath>

#include "palette/palette_codecs.hpp"

namespace kvant {
namespace {

constexpr std::string_view kKind = "swatch exchange file";
constexpr std::uint32_t kColor = 0x0001;
constexpr std::uint32_t kGroupBegin = 0xC001;
constexpr std::uint32_t kGroupEnd = 0xC002;
constexpr std::uint32_t kNormalColor = 2;  // neither global nor spot
constexpr std::size_t kLongestName = 1000;

/// Reads from the front of bytes.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  [[nodiscard]] std::span<const std::uint8_t> take(std::size_t count) {
    if (count > bytes_.size()) throw damaged_palette(kKind, "it ends early");
    const auto taken = bytes_.subspan(0, count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }
  [[nodiscard]] std::uint32_t number(std::size_t size) {
    std::uint32_t value = 0;
    for (std::uint8_t byte : take(size)) value = value << 8U | byte;
    return value;
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

void append_utf8(std::uint32_t point, std::string& text) {
  const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80U | ((point >> shift) & 0x3FU)); };
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0U | point >> 6U);
    tail(0);
  } else if (point < 0x10000) {
    text += static_cast<char>(0xE0U | point >> 12U);
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0U | point >> 18U);
    tail(12);
    tail(6);
    tail(0);
  }
}

constexpr std::uint32_t kReplacement = 0xFFFD;
bool is_high_surrogate(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

std::string take_name(Reader& block) {
  const std::uint32_t units = block.number(2);
  std::string name;
  std::uint32_t high = 0;
  for (std::uint32_t i = 0; i < units; ++i) {
    const std::uint32_t unit = block.number(2);
    if (high != 0 && is_low_surrogate(unit)) {
      append_utf8(0x10000 + ((high - 0xD800) << 10U) + (unit - 0xDC00), name);
      high = 0;
      continue;
    }
    if (high != 0) append_utf8(kReplacement, name);
    high = is_high_surrogate(unit) ? unit : 0;
    if (unit != 0 && high == 0) append_utf8(is_low_surrogate(unit) ? kReplacement : unit, name);
  }
  if (high != 0) append_utf8(kReplacement, name);
  return one_line(name);
}

std::uint8_t to_byte(double value) { return static_cast<std::uint8_t>(std::lround(255 * value)); }

Color take_color(Reader& block) {
  const auto letters = block.take(4);
  const std::string model(letters.begin(), letters.end());
  const auto value = [&] {
    const auto v = std::bit_cast<float>(block.number(4));
    if (!(v >= 0 && v <= 1)) throw damaged_palette(kKind, "a color's value is not from 0 to 1");
    return double{v};
  };
  if (model == "RGB ") {
    const double r = value();
    const double g = value();
    return {to_byte(r), to_byte(g), to_byte(value()), 255};
  }
  if (model == "Gray") {
    const std::uint8_t v = to_byte(value());
    return {v, v, v, 255};
  }
  if (model == "CMYK") {
    const double c = value();
    const double m = value();
    const double y = value();
    const double light = 1 - value();
    return {to_byte((1 - c) * light), to_byte((1 - m) * light), to_byte((1 - y) * light), 255};
  }
  throw Error(ErrorCode::unsupported,
              "a swatch is of the model " + excerpt(model) + "; kvant reads RGB, Gray and CMYK: export it as RGB");
}

/// Code points of UTF-8 text; what is none becomes a replacement character.
std::vector<std::uint32_t> code_points(std::string_view text) {
  std::vector<std::uint32_t> points;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) -> std::uint32_t {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
    };
    const std::uint32_t first = byte(i);
    const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 && first < 0xF8 ? 4 : first >= 0xE0 ? 3 : 2;
    std::uint32_t point = length == 1 ? first : first & (0x7FU >> length);
    bool good = first < 0x80 || (first >= 0xC2 && first < 0xF5);
    for (std::size_t j = 1; j < length; ++j) {
      good = good && (byte(i + j) & 0xC0U) == 0x80;
      point = point << 6U | (byte(i + j) & 0x3FU);
    }
    constexpr std::array<std::uint32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
    good = good && point >= kLeast[length] && point < 0x110000 && (point < 0xD800 || point >= 0xE000);
    points.push_back(good ? point : kReplacement);
    i += good ? length : 1;
  }
  return points;
}

/// Collects bytes.
class Writer {
 public:
  void number(std::uint32_t value, unsigned size) {
    for (unsigned i = size; i-- > 0;) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  void text(std::string_view letters) { bytes_.insert(bytes_.end(), letters.begin(), letters.end()); }
  void name(const std::string& name) {
    std::vector<std::uint32_t> units;
    for (std::uint32_t point : code_points(name)) {
      if (units.size() >= kLongestName) break;
      if (point >= 0x10000) {
        units.push_back(0xD800 + ((point - 0x10000) >> 10U));
        point = 0xDC00 + ((point - 0x10000) & 0x3FFU);
      }
      units.push_back(point);
    }
    units.push_back(0);
    number(static_cast<std::uint32_t>(units.size()), 2);
    for (std::uint32_t unit : units) number(unit, 2);
  }
  void block(std::uint32_t type, const Writer& content) {
    number(type, 2);
    number(static_cast<std::uint32_t>(content.bytes_.size()), 4);
    bytes_.insert(bytes_.end(), content.bytes_.begin(), content.bytes_.end());
  }
  PaletteBytes release() { return std::move(bytes_); }

 private:
  PaletteBytes bytes_;
};

}  // namespace

NamedPalette read_ase_palette(std::span<const std::uint8_t> bytes) {
  Reader file(bytes);
  (void)file.take(4);  // "ASEF"
  if (file.number(2) != 1) throw Error(ErrorCode::unsupported, "this swatch exchange file is of an unknown version");
  (void)file.take(2);
  NamedPalette palette;
  for (std::uint32_t blocks = file.number(4); blocks > 0; --blocks) {
    const std::uint32_t type = file.number(2);
    Reader block(file.take(file.number(4)));
    if (type == kGroupBegin && palette.name.empty() && palette.colors.empty()) palette.name = take_name(block);
    if (type != kColor) continue;
    check_room(palette.colors.size());
    palette.names.push_back(take_name(block));
    palette.colors.push_back(take_color(block));
  }
  if (palette.colors.empty()) throw damaged_palette(kKind, "it has no colors");
  drop_hex_names(palette);
  return palette;
}

PaletteBytes write_ase_palette(const NamedPalette& palette) {
  require_opaque(palette.colors, "a swatch exchange file");
  const std::string group = one_line(palette.name);
  Writer file;
  file.text("ASEF");
  file.number(1, 2);
  file.number(0, 2);
  file.number(static_cast<std::uint32_t>(palette.colors.size()) + (group.empty() ? 0 : 2), 4);
  if (!group.empty()) {
    Writer begin;
    begin.name(group);
    file.block(kGroupBegin, begin);
  }
  for (std::size_t i = 0; i < palette.colors.size(); ++i) {
    Writer color;
    color.name(name_or_hex(palette, i));
    color.text("RGB ");
    for (std::uint8_t v : {palette.colors[i].r, palette.colors[i].g, palette.colors[i].b}) {
      color.number(std::bit_cast<std::uint32_t>(static_cast<float>(v) / 255.0F), 4);
    }
    color.number(kNormalColor, 2);
    file.block(kColor, color);
  }
  if (!group.empty()) file.block(kGroupEnd, {});
  return file.release();
}

}  // namespace kvant
