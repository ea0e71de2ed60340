#include "palette/adobe_swatches.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace kvant {
namespace {

constexpr std::size_t kLongestName = 1000;

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
    constexpr std::array<std::uint32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
    good = good && point >= least[length] && point < 0x110000 && (point < 0xD800 || point >= 0xE000);
    points.push_back(good ? point : kReplacement);
    i += good ? length : 1;
  }
  return points;
}

std::uint8_t to_byte(double value) { return static_cast<std::uint8_t>(std::lround(255 * std::clamp(value, 0.0, 1.0))); }

/// The curve of sRGB (IEC 61966-2-1).
double encoded(double light) { return light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055; }

}  // namespace

std::span<const std::uint8_t> SwatchReader::take(std::size_t count) {
  if (count > bytes_.size()) throw damaged_palette(kind_, "it ends early");
  const auto taken = bytes_.subspan(0, count);
  bytes_ = bytes_.subspan(count);
  return taken;
}

std::uint32_t SwatchReader::number(std::size_t size) {
  std::uint32_t value = 0;
  for (std::uint8_t byte : take(size)) value = value << 8U | byte;
  return value;
}

std::string SwatchReader::name(std::uint32_t units) {
  std::string name;
  std::uint32_t high = 0;
  for (std::uint32_t i = 0; i < units; ++i) {
    const std::uint32_t unit = number(2);
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

void SwatchWriter::number(std::uint32_t value, unsigned size) {
  for (unsigned i = size; i-- > 0;) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void SwatchWriter::bytes(std::string_view letters) { bytes_.insert(bytes_.end(), letters.begin(), letters.end()); }

void SwatchWriter::name(std::string_view utf8, unsigned size) {
  std::vector<std::uint32_t> units;
  for (std::uint32_t point : code_points(utf8)) {
    if (units.size() >= kLongestName) break;
    if (point >= 0x10000) {
      units.push_back(0xD800 + ((point - 0x10000) >> 10U));
      point = 0xDC00 + ((point - 0x10000) & 0x3FFU);
    }
    units.push_back(point);
  }
  units.push_back(0);
  number(static_cast<std::uint32_t>(units.size()), size);
  for (std::uint32_t unit : units) number(unit, 2);
}

Color color_of_rgb(double r, double g, double b) { return {to_byte(r), to_byte(g), to_byte(b), 255}; }

Color color_of_cmyk(double c, double m, double y, double k) {
  return color_of_rgb((1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k));
}

Color color_of_lab(double lightness, double a, double b) {
  const auto light = [](double f) { return f > 6.0 / 29 ? f * f * f : 108.0 / 841 * (f - 4.0 / 29); };
  const double f = (lightness + 16) / 116;
  const double x = 0.96422 * light(f + a / 500);
  const double y = light(f);
  const double z = 0.82521 * light(f - b / 200);
  // From D50 to sRGB's primaries, adapted as Bradford has it (B. Lindbloom, "RGB/XYZ Matrices").
  return color_of_rgb(encoded(3.1338561 * x - 1.6168667 * y - 0.4906146 * z),
                      encoded(-0.9787684 * x + 1.9161415 * y + 0.0334540 * z),
                      encoded(0.0719453 * x - 0.2289914 * y + 1.4052427 * z));
}

}  // namespace kvant
