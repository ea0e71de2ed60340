// Runs a check once per SIMD target of this build that the machine supports.
#pragma once

#include <cstdint>
#include <functional>

#include "hwy/highway.h"

namespace kvant {

inline void on_every_simd_target(const std::function<void(const char* name)>& check) {
  for (std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    check(hwy::TargetName(target));
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace kvant
