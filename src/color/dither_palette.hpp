// What the methods of dithering share: the palette in the working space, and the pixels of a row in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "color_space.hpp"
#include "float4.hpp"
#include "kvant/image.hpp"
#include "kvant/quantize.hpp"

namespace kvant {

/// The entries that a picture may be drawn with.
class DitherPalette {
 public:
  /// `has_alpha`: of the picture, some pixel is not opaque.
  DitherPalette(const Palette& palette, Space space, bool has_alpha);

  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  [[nodiscard]] std::span<const Float4> colors() const { return colors_; }
  /// The entry of the palette that a color is.
  [[nodiscard]] std::uint32_t entry(std::uint32_t color) const { return entries_[color]; }
  /// Which color an 8-bit color is exactly, or kNone.
  [[nodiscard]] std::uint32_t find(const Rgba16& color) const;

 private:
  std::vector<Float4> colors_;
  std::vector<std::uint32_t> entries_;
  std::unordered_map<std::uint64_t, std::uint32_t> exact_;
};

struct DitherPixel {
  Float4 place;         ///< working coordinates; of an opaque picture, the last is 0
  std::uint32_t exact;  ///< the color that it is exactly, or DitherPalette::kNone
  bool opaque, transparent;
};

/// Pixels `first` to `first + row.size() - 1` of the picture.
void read_pixels(const Image& image, const DitherPalette& palette, Space space, bool has_alpha, std::size_t first,
                 std::span<DitherPixel> row);

}  // namespace kvant
