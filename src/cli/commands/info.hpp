// `kvant info`: what is in a picture file.
#pragma once

#include "cli/options/command.hpp"

namespace kvant::cli {

[[nodiscard]] Command info_command();

}  // namespace kvant::cli
