// Shell completion.
#pragma once

#include <string>
#include <string_view>

#include "cli/options/command.hpp"

namespace kvant::cli {

/// The script that completes kvant's command line in "bash", "zsh" or "fish", made from the list of commands.
/// Throws UsageError for another shell.
[[nodiscard]] std::string completion_script(const Commands& commands, std::string_view shell);

}  // namespace kvant::cli
