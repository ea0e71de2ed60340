// What this build is.
#pragma once

#include <string_view>
#include <vector>

#include "kvant/export.hpp"

namespace kvant {

/// "0.1.0"
[[nodiscard]] KVANT_EXPORT std::string_view version();

/// The SIMD target in use, by Highway's name: "AVX2", "AVX3_ZEN4", "NEON", ... The best that the machine supports,
/// unless the environment variable KVANT_TARGET names another. Results are the same on all of them.
[[nodiscard]] KVANT_EXPORT std::string_view simd_target();

/// The SIMD targets of this build that this machine supports, best first.
[[nodiscard]] KVANT_EXPORT std::vector<std::string_view> simd_targets();

}  // namespace kvant
