// Drawing a picture so that the mean over an area, not each pixel, comes near to the original.
#pragma once

#include <cstdint>
#include <span>

#include "color/color_histogram.hpp"
#include "kvant/image.hpp"
#include "kvant/quantize.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Gives each pixel an entry of the palette by options.dither, which is not none, in options.space. An opaque picture
/// gets opaque entries only. The same indices on any number of threads.
///
/// A pixel whose color is in the palette gets it, and ends the error that was passed to it: what is flat stays flat.
/// Opaque pixels stay as opaque as the nearest colors make them: errors of alpha do not reach them. Fully transparent
/// pixels take no part.
void dither(const Image& image, bool has_alpha, const Palette& palette, const QuantizeOptions& options,
            Workers& workers, Buffer<std::uint8_t>& out);
void dither(const Image& image, bool has_alpha, const Palette& palette, const QuantizeOptions& options,
            Workers& workers, Buffer<std::uint16_t>& out);

}  // namespace kvant
