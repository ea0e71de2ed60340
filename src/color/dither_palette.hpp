// What the methods of dithering share: the palette, and the pixels of a row as light.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <variant>
#include <vector>

#include "color/color_space.hpp"
#include "color/float4.hpp"
#include "kvant/image.hpp"
#include "kvant/quantize.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Of 255 * linear light, premultiplied by alpha; in the same unit.
[[nodiscard]] inline float luminance(Float4 light) {
  return 0.2126F * light[0] + 0.7152F * light[1] + 0.0722F * light[2];
}

/// The entries that a picture may be drawn with. Colors are compared in a space that follows the eye, and mix as light:
/// as 255 * linear light, premultiplied by alpha, which is the last; of an opaque picture, that is 0.
class DitherPalette {
 public:
  /// `has_alpha`: of the picture, some pixel is not opaque. `is_given`: the palette was not found for the picture.
  DitherPalette(const Palette& palette, Space space, bool has_alpha, bool is_given);

  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  /// In the space in which they are compared.
  [[nodiscard]] std::span<const Float4> colors() const { return colors_; }
  [[nodiscard]] Float4 light(std::uint32_t color) const { return lights_[color]; }
  /// The entry of the palette that a color is.
  [[nodiscard]] std::uint32_t entry(std::uint32_t color) const { return entries_[color]; }
  [[nodiscard]] bool opaque(std::uint32_t color) const { return opaque_[color]; }
  /// Whether it was not found for the picture.
  [[nodiscard]] bool is_given() const { return is_given_; }
  /// The light of a pixel, as dark and as light as colors of a given palette are.
  [[nodiscard]] Float4 reachable(Float4 light) const;
  /// An error of light that is passed on, shortened to what colors of the palette can make good. What lies outside of
  /// all of them never is, and would smear over its surroundings. Of the luminance that a given palette reaches,
  /// nothing is lost; a fitted one lies where the picture does, so that large errors are those of few pixels.
  [[nodiscard]] Float4 limited(Float4 error) const;
  /// Which color an 8-bit color is exactly, or kNone.
  [[nodiscard]] std::uint32_t find(const Rgba16& color) const;

 private:
  std::vector<Float4> colors_;
  std::vector<std::uint32_t> entries_;
  std::vector<bool> opaque_;
  std::vector<Float4> lights_;
  bool is_given_;
  static constexpr float kUnlimited = std::numeric_limits<float>::infinity();
  float darkest_ = -kUnlimited;
  float lightest_ = kUnlimited;
  float light_limit_ = kUnlimited;
  float chroma_limit_ = 0;
  float alpha_limit_ = 0;

  // Open addressing: color -> its index.
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t color = kNone;
  };
  [[nodiscard]] std::size_t slot_of(std::uint64_t key) const;
  std::vector<Slot> slots_;
};

/// A picture to dither, and how.
struct DitherWork {
  const Image& image;
  const DitherPalette& palette;
  const QuantizeOptions& options;
  bool has_alpha;
  Workers& workers;
  /// Palette entries, one for each pixel.
  std::variant<std::span<std::uint8_t>, std::span<std::uint16_t>> out;
};

struct DitherPixel {
  Float4 light;         ///< see DitherPalette::light(), brought to what the palette reaches
  std::uint32_t exact;  ///< the color that it is exactly, or DitherPalette::kNone
  bool opaque, transparent;
};

/// Pixels `first` to `first + row.size() - 1` of the picture.
void read_pixels(const DitherWork& work, std::size_t first, std::span<DitherPixel> row);

}  // namespace kvant
