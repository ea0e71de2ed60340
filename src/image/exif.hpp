// What EXIF data says that changes how a picture looks.
#pragma once

#include <cstdint>
#include <span>

namespace kvant {

struct ExifFacts {
  int orientation = 1;     ///< 1 to 8
  bool adobe_rgb = false;  ///< the samples are Adobe RGB (1998); cameras say so nowhere else
};

/// Reads a block of EXIF data, with or without its leading "Exif\0\0". What it does not say stays at its default.
[[nodiscard]] ExifFacts read_exif(std::span<const std::uint8_t> exif);

}  // namespace kvant
