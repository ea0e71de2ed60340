// Drawing the areas that were found in other colors.
#pragma once

#include "kvant/image.hpp"

namespace kvant {

/// The palette with its entries, by luminance, in the colors given: the darkest in the first, the lightest in the last;
/// see QuantizeOptions::recolor. Its alpha stays, times that of the new color.
[[nodiscard]] Palette recolored(const Palette& palette, const Palette& colors);

}  // namespace kvant
