// `kvant FILE...`: redrawing, the command without a name.
#pragma once

#include <memory>

#include "cli/options/command.hpp"
#include "cli/redraw/arguments.hpp"

namespace kvant::cli {

/// `arguments`: those that the options set, as by default.
[[nodiscard]] Command redraw_command(
    const std::shared_ptr<RedrawArguments>& arguments = std::make_shared<RedrawArguments>());

}  // namespace kvant::cli
