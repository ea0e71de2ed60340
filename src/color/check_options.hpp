// What is refused before any work is done.
#pragma once

#include "kvant/image.hpp"
#include "kvant/quantize.hpp"

namespace kvant {

/// Throws Error(invalid_argument) unless the picture is one.
void require_valid(const Image& image);

/// Throws Error(invalid_argument) unless the options are in their ranges and go together.
void require_valid(const QuantizeOptions& options);

}  // namespace kvant
