// Dithering by a pattern: each pixel for itself.
#pragma once

#include "color/dither_palette.hpp"

namespace kvant {

/// By the maps of those names.
void dither_bayer(const DitherWork& work);
void dither_blue_noise(const DitherWork& work);

}  // namespace kvant
