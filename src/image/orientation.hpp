// EXIF orientation: finding it, and turning pictures upright.
#pragma once

#include <cstdint>
#include <span>

#include "kvant/image.hpp"

namespace kvant {

/// The orientation (1 to 8) in a block of EXIF data, with or without its leading "Exif\0\0"; 1 if it has none.
[[nodiscard]] int exif_orientation(std::span<const std::uint8_t> exif);

/// Turns a picture of the given orientation (1 to 8) upright. Needs a second buffer only for quarter turns.
void apply_orientation(Image& image, int orientation);

}  // namespace kvant
