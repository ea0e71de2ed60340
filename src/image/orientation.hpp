// Turning pictures upright.
#pragma once

#include "kvant/image.hpp"

namespace kvant {

/// Turns a picture of the given orientation (1 to 8) upright. Needs a second buffer only for quarter turns.
void apply_orientation(Image& image, int orientation);

}  // namespace kvant
