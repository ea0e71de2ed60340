// Dithering by passing on errors to the pixels around.
#pragma once

#include <cstdint>
#include <span>

#include "color/dither_palette.hpp"

namespace kvant {

/// By Dither::floyd_steinberg, ::atkinson or ::sierra, in serpentine order. `out`: image.pixels() palette entries.
void diffuse_errors(const DitherWork& work, std::span<std::uint8_t> out);
void diffuse_errors(const DitherWork& work, std::span<std::uint16_t> out);

}  // namespace kvant
