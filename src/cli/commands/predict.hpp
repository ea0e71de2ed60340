// `kvant predict`: the nearest of saved centers for each row of a table.
#pragma once

#include "cli/options/command.hpp"

namespace kvant::cli {

[[nodiscard]] Command predict_command();

}  // namespace kvant::cli
