// All the pictures of a command line.
#pragma once

#include "cli/redraw/arguments.hpp"

namespace kvant::cli {

/// Redraws every picture and reports on it, in the order of the plan; a failure does not stop the others. Returns the
/// exit status: 0 if all went well, 1 if some picture failed. Throws UsageError before any work.
[[nodiscard]] int run_batch(const RedrawArguments& arguments);

}  // namespace kvant::cli
