// `kvant compare`: what a picture would weigh, and how near it would stay, in many ways of writing it.
#pragma once

#include <cstdint>
#include <vector>

namespace kvant::cli {

struct Command;

struct CompareArguments {
  std::vector<std::uint32_t> colors = {2, 4, 8, 16, 32, 64, 128, 256};
  bool dither_given = false;
  std::uint32_t generations = 0;  ///< 0: none
};

[[nodiscard]] Command compare_command();

}  // namespace kvant::cli
