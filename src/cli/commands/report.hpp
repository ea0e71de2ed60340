// `kvant report`: a page about a redrawn picture.
#pragma once

#include "cli/options/command.hpp"

namespace kvant::cli {

[[nodiscard]] Command report_command();

}  // namespace kvant::cli
