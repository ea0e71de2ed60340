// Transparent pixels for formats that hold none.
#pragma once

#include "cli/options/options.hpp"

namespace kvant::cli {

/// Draws the picture on --background, if that was given: whole, or for GIF only where it is not nearly transparent.
void draw_on_background(Image& image, Format format, const Arguments& arguments);

}  // namespace kvant::cli
