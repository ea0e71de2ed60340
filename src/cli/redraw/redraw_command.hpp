// `kvant FILE...`: redrawing, the command without a name.
#pragma once

#include "cli/options/command.hpp"

namespace kvant::cli {

[[nodiscard]] Command redraw_command();

}  // namespace kvant::cli
