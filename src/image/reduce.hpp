// Smaller pictures, to be looked at.
#pragma once

#include <cstdint>

#include "kvant/image.hpp"

namespace kvant {

/// The picture with 8 bits per sample and each side `factor` >= 1 times smaller, rounded up: every pixel is the mean of
/// a square of them (of what there is of it, at the right and lower edges), weighted by alpha.
[[nodiscard]] Image reduce(const Image& image, std::uint32_t factor);

}  // namespace kvant
