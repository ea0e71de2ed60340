// The man page.
#pragma once

#include <string>

#include "cli/options/command.hpp"

namespace kvant::cli {

/// kvant(1) as roff, made from the list of commands.
[[nodiscard]] std::string man_page(const Commands& commands);

}  // namespace kvant::cli
