// What the methods of dithering share: the palette in the working space, and the pixels of a row in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "color/color_space.hpp"
#include "color/float4.hpp"
#include "kvant/image.hpp"
#include "kvant/quantize.hpp"
#include "threads/parallel.hpp"

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
  [[nodiscard]] bool opaque(std::uint32_t color) const { return opaque_[color]; }
  /// How light a color is, to order by.
  [[nodiscard]] float light(std::uint32_t color) const { return light_[color]; }
  /// An error that is passed on, shortened to what colors of the palette can make good. What lies outside of all of
  /// them never is, and would smear over its surroundings.
  [[nodiscard]] Float4 limited(Float4 error) const;
  /// Which color an 8-bit color is exactly, or kNone.
  [[nodiscard]] std::uint32_t find(const Rgba16& color) const;

 private:
  std::vector<Float4> colors_;
  std::vector<std::uint32_t> entries_;
  std::vector<bool> opaque_;
  std::vector<float> light_;
  float limit_ = 0;

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
};

struct DitherPixel {
  Float4 place;         ///< working coordinates; of an opaque picture, the last is 0
  std::uint32_t exact;  ///< the color that it is exactly, or DitherPalette::kNone
  bool opaque, transparent;
};

/// Pixels `first` to `first + row.size() - 1` of the picture.
void read_pixels(const DitherWork& work, std::size_t first, std::span<DitherPixel> row);

}  // namespace kvant
