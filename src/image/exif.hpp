// What EXIF data says that kvant makes use of.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kvant/io.hpp"

namespace kvant {

struct ExifFacts {
  int orientation = 1;     ///< 1 to 8
  bool adobe_rgb = false;  ///< the samples are Adobe RGB (1998); cameras say so nowhere else
  std::optional<Resolution> resolution;
  std::string author;  ///< as it stands there: in whatever encoding
  std::string copyright;
};

/// What the tags ColorSpace of EXIF and, empty if there is none, InteroperabilityIndex mean.
[[nodiscard]] bool is_adobe_rgb(std::optional<std::uint64_t> color_space, std::string_view interoperability);

/// Reads a block of EXIF data, with or without its leading "Exif\0\0". What it does not say stays at its default.
[[nodiscard]] ExifFacts read_exif(std::span<const std::uint8_t> exif);

}  // namespace kvant
