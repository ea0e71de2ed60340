// `kvant palette`: the colors of a picture or a palette file, to look at and for other programs.
#pragma once

#include <optional>

#include "kvant/palette.hpp"

namespace kvant::cli {

struct Command;

enum class PaletteSort { share, luma, hue };

struct PaletteArguments {
  std::optional<PaletteFormat> format;
  std::optional<PaletteSort> sort;  ///< none: by share, or as the file has them
};

[[nodiscard]] Command palette_command();

}  // namespace kvant::cli
