// Colors in order.
#pragma once

#include <cstddef>
#include <vector>

#include "kvant/image.hpp"

namespace kvant {

/// Relative luminance, 0 to 1, of each color (Rec. 709 primaries), its alpha ignored.
[[nodiscard]] std::vector<double> luminances(const Palette& palette);

/// The indices of the colors from the darkest to the lightest, equals in their order.
[[nodiscard]] std::vector<std::size_t> luminance_order(const Palette& palette);

/// The indices of the colors around the circle of hues of Oklab: from red over yellow, green and blue to magenta,
/// equals in the order of their luminance. Grays, which have none, come first.
[[nodiscard]] std::vector<std::size_t> hue_order(const Palette& palette);

}  // namespace kvant
