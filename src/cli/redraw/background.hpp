// Transparent pixels for formats that hold none.
#pragma once

#include <optional>

#include "kvant/io.hpp"

namespace kvant::cli {

/// Draws the picture on a background, if there is one: whole, or for GIF only where it is not nearly transparent.
void draw_on_background(Image& image, Format format, const std::optional<Color>& background);

}  // namespace kvant::cli
