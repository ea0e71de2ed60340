// `kvant studio`: pictures in a page that redraws them.
#pragma once

#include "cli/options/command.hpp"

namespace kvant::cli {

[[nodiscard]] Command studio_command();

}  // namespace kvant::cli
