// `kvant palette`: the colors of a picture or a palette file, to look at and for other programs.
#pragma once

#include "cli/options/command.hpp"

namespace kvant::cli {

[[nodiscard]] Command palette_command();

}  // namespace kvant::cli
