#include "kmeans/simd_target.hpp"

#include <hwy/targets.h>
// After targets.h, which it needs for the list of targets compiled:
#include <hwy/highway.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "kvant/error.hpp"
#include "kvant/version.hpp"

namespace kvant {
namespace {

// Highway keeps the mask of targets in use.
void use_targets(std::int64_t mask) {
  hwy::SetSupportedTargetsForTest(mask);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

// The targets of this build that the machine supports, whichever are in use.
std::int64_t available_targets() {
  const std::int64_t in_use = hwy::SupportedTargets();
  hwy::SetSupportedTargetsForTest(0);
  const std::int64_t available = hwy::SupportedTargets() & HWY_TARGETS;
  hwy::SetSupportedTargetsForTest(in_use);
  return available;
}

bool same_but_for_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::vector<std::string_view> simd_targets() {
  std::vector<std::string_view> names;
  // Lower bits are better targets.
  for (std::int64_t left = available_targets(); left != 0; left &= left - 1) {
    names.emplace_back(hwy::TargetName(left & -left));
  }
  return names;
}

std::string_view simd_target() {
  use_simd_target_of_environment();
  const std::int64_t usable = hwy::SupportedTargets() & HWY_TARGETS;
  return hwy::TargetName(usable & -usable);
}

void force_simd_target(std::string_view name) {
  std::string known;
  for (std::int64_t left = available_targets(); left != 0; left &= left - 1) {
    const std::int64_t target = left & -left;
    if (same_but_for_case(name, hwy::TargetName(target))) {
      use_targets(target);
      return;
    }
    known += std::string(known.empty() ? "" : ", ") + hwy::TargetName(target);
  }
  throw Error(ErrorCode::invalid_argument,
              "this machine has no SIMD target '" + std::string(name) + "'; choose one of " + known);
}

void use_simd_target_of_environment() {
  [[maybe_unused]] static const bool done = [] {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in kvant changes the environment.
    const char* name = std::getenv("KVANT_TARGET");
    if (name != nullptr && *name != '\0') force_simd_target(name);
    return true;
  }();
}

}  // namespace kvant
