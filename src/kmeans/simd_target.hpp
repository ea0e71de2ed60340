// Which SIMD target the kernels run on.
#pragma once

#include <string_view>

namespace kvant {

/// Obeys KVANT_TARGET, the first time it is called. Public functions call it before anything else.
/// Throws Error(invalid_argument) if the variable names a target that this build or machine lacks.
void use_simd_target_of_environment();

/// Uses only the named target from now on, in upper or lower case; for tests. Call it before any other thread uses
/// kvant. Throws Error(invalid_argument) if this build or machine lacks it.
void force_simd_target(std::string_view name);

}  // namespace kvant
