// `kvant cluster`: the clusters of a table.
#pragma once

#include "cli/options/command.hpp"

namespace kvant::cli {

[[nodiscard]] Command cluster_command();

}  // namespace kvant::cli
