// `kvant compare`: what a picture would weigh, and how near it would stay, in many ways of writing it.
#pragma once

#include "cli/options/command.hpp"

namespace kvant::cli {

[[nodiscard]] Command compare_command();

}  // namespace kvant::cli
