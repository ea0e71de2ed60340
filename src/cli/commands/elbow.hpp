// `kvant elbow`: how many colors are worth keeping.
#pragma once

#include <cstdint>

namespace kvant::cli {

struct Command;

struct ElbowArguments {
  std::uint32_t from = 1;
  std::uint32_t to = 64;
};

[[nodiscard]] Command elbow_command();

}  // namespace kvant::cli
