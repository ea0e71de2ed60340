// `kvant cloud`: a picture's colors as points in space.
#pragma once

#include "cli/options/command.hpp"

namespace kvant::cli {

[[nodiscard]] Command cloud_command();

}  // namespace kvant::cli
