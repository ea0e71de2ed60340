// The list of what kvant can do.
#pragma once

#include <string>
#include <string_view>

#include "cli/options/command.hpp"

namespace kvant::cli {

/// Redrawing, then the commands in the order of --help; their arguments are not set yet.
[[nodiscard]] Commands make_commands();

/// Throws UsageError if the first picture of redrawing is no file, but a command or nearly one: `kvant inof photo.jpg`
/// must not redraw photo.jpg, nor must `kvant -q info photo.jpg`. So is a table, which cannot be redrawn.
void refuse_mistyped_command(const Commands& commands, const std::string& first);

}  // namespace kvant::cli
