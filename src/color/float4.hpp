// Four floats that are computed with together: a place in the working space, or one coordinate of four places.
#pragma once

#include <cstdint>

namespace kvant {

/// Vectors of the compiler, the same operations on any machine. Each lane is computed like a float of its own.
using Float4 = float __attribute__((vector_size(16)));
using Int4 = std::int32_t __attribute__((vector_size(16)));

/// Added up in the order of the lanes.
[[nodiscard]] inline float sum(Float4 v) { return v[0] + v[1] + v[2] + v[3]; }

}  // namespace kvant
