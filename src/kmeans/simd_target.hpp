// Which SIMD target the kernels run on.
#pragma once

namespace kvant {

/// Obeys KVANT_TARGET, the first time it is called. Public functions call it before anything else.
/// Throws Error(invalid_argument) if the variable names a target that this build or machine lacks.
void use_simd_target_of_environment();

}  // namespace kvant
