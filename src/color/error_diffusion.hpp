// Dithering by passing on errors to the pixels around.
#pragma once

#include "color/dither_palette.hpp"

namespace kvant {

/// By the methods of those names, in serpentine order.
void dither_floyd_steinberg(const DitherWork& work);
void dither_atkinson(const DitherWork& work);
void dither_sierra(const DitherWork& work);

}  // namespace kvant
