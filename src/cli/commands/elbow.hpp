// `kvant elbow`: how many colors are worth keeping.
#pragma once

#include "cli/options/command.hpp"

namespace kvant::cli {

[[nodiscard]] Command elbow_command();

}  // namespace kvant::cli
