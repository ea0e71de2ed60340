// Dithering along a curve that fills the picture.
#pragma once

#include "color/dither_palette.hpp"

namespace kvant {

/// Dither::riemersma: the error of a pixel is made good by those that follow on a Hilbert curve, the next most.
/// T. Riemersma, "A balanced dithering technique", C/C++ Users Journal (December 1998); here errors are weighted so
/// that they add up to all of it.
void dither_riemersma(const DitherWork& work);

}  // namespace kvant
