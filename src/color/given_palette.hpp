// Colors that are given, not found: palettes to draw with, and pins.
#pragma once

#include <cstdint>

#include "color/color_histogram.hpp"
#include "color/fit_palette.hpp"
#include "kvant/quantize.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Gives each color the nearest entry, see QuantizeOptions::palette.
/// Throws Error(invalid_argument) if an opaque histogram meets a palette without opaque colors.
[[nodiscard]] FittedPalette match_palette(const ColorHistogram& histogram, const Palette& given, Space space,
                                          Workers& workers);

/// The distinct colors that the palette of a histogram must hold: its transparency, unless only one color is asked for,
/// and the pins that can be used in it. Throws Error(invalid_argument) if they are more than `colors`.
[[nodiscard]] Palette colors_to_keep(const ColorHistogram& histogram, const Palette& pins, std::uint32_t colors);

}  // namespace kvant
