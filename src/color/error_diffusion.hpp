// Dithering by passing on errors: to pixels around, or along a curve.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "dither_palette.hpp"
#include "kvant/image.hpp"
#include "kvant/quantize.hpp"
#include "parallel.hpp"

namespace kvant {

/// A picture to dither, and how.
struct DitherWork {
  const Image& image;
  const DitherPalette& palette;
  const QuantizeOptions& options;
  bool has_alpha;
  Workers& workers;
};

/// By Dither::floyd_steinberg, ::atkinson or ::sierra, in serpentine order. `out`: image.pixels() palette entries.
void diffuse_errors(const DitherWork& work, std::span<std::uint8_t> out);
void diffuse_errors(const DitherWork& work, std::span<std::uint16_t> out);

}  // namespace kvant
