// What Adobe's two kinds of swatch files share: numbers high byte first, names in UTF-16, and models of color.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "palette/palette_codecs.hpp"

namespace kvant {

/// Reads from the front of bytes. Throws Error(corrupt) if they end early.
class SwatchReader {
 public:
  /// `kind`: "swatch exchange file".
  SwatchReader(std::span<const std::uint8_t> bytes, std::string_view kind) : bytes_(bytes), kind_(kind) {}

  [[nodiscard]] std::span<const std::uint8_t> rest() const { return bytes_; }
  [[nodiscard]] std::span<const std::uint8_t> take(std::size_t count);
  [[nodiscard]] std::uint32_t number(std::size_t size);
  /// UTF-8, in one line, from so many UTF-16 units; zeros are left out.
  [[nodiscard]] std::string name(std::uint32_t units);

 private:
  std::span<const std::uint8_t> bytes_;
  std::string_view kind_;
};

/// Collects bytes.
class SwatchWriter {
 public:
  void number(std::uint32_t value, unsigned size);
  void bytes(std::string_view letters);
  /// The number of UTF-16 units in `size` bytes, then these, the last one zero.
  void name(std::string_view utf8, unsigned size);
  [[nodiscard]] PaletteBytes release() { return std::move(bytes_); }

 private:
  PaletteBytes bytes_;
};

/// From a part of full ink, 0 to 1 each: each ink's light times black's.
[[nodiscard]] Color color_of_cmyk(double c, double m, double y, double k);

/// From CIE L*a*b* of D50, L from 0 to 100; what sRGB does not hold is cut.
[[nodiscard]] Color color_of_lab(double lightness, double a, double b);

/// From a part of white, 0 to 1 each.
[[nodiscard]] Color color_of_rgb(double r, double g, double b);

}  // namespace kvant
