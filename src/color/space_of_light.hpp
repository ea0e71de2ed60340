// Linear light, in which colors mix, to the space in which they are compared: for colors that come one at a time.
#pragma once

#include "color/float4.hpp"
#include "kvant/quantize.hpp"

namespace kvant {

/// Working coordinates (see to_space()) of 255 * linear light, premultiplied by the alpha in the last lane (0..255), or
/// with 0 there, for opaque colors. Light that is less than none counts as none. Within 1e-3 of what to_space() gives;
/// the same bits on every machine.
[[nodiscard]] Float4 space_of_light(Space space, Float4 light, bool has_alpha);

}  // namespace kvant
