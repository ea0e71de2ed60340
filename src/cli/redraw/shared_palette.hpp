// --shared-palette: one palette for all pictures of a command line.
#pragma once

#include "cli/redraw/plan.hpp"

namespace kvant::cli {

/// Reads the pictures of a plan once, to fit one palette to all of them, and returns the arguments that draw each with
/// it. Pictures that cannot be read are left out: they are read again when they are drawn, and reported then.
[[nodiscard]] RedrawArguments with_shared_palette(const RedrawArguments& arguments, const Plan& plan);

}  // namespace kvant::cli
