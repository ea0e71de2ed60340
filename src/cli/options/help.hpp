// What --help and --version print.
#pragma once

#include <string>

#include "cli/options/command.hpp"

namespace kvant::cli {

/// The page of a command; redrawing's also lists all commands.
[[nodiscard]] std::string help_text(const Commands& commands, const Command& command);
[[nodiscard]] std::string version_text();

}  // namespace kvant::cli
