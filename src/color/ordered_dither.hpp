// Dithering by a pattern: each pixel for itself.
#pragma once

#include <cstdint>
#include <span>

#include "color/dither_palette.hpp"

namespace kvant {

/// By Dither::bayer or ::blue_noise. `out`: image.pixels() palette entries.
void dither_ordered(const DitherWork& work, std::span<std::uint8_t> out);
void dither_ordered(const DitherWork& work, std::span<std::uint16_t> out);

}  // namespace kvant
