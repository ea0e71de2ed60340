// From the words of the command line to what they ask for.
#pragma once

#include <string>

#include "cli/options/command.hpp"

namespace kvant::cli {

/// What a command line asks for.
struct Request {
  const Command& command;  ///< whose arguments are set
  Action action = Action::run;
  std::string shell = {};  ///< for Action::completion
};

/// The command that the program's arguments select by their first word, or redrawing.
[[nodiscard]] const Command& selected_command(const Commands& commands, int count, const char* const* words);

/// Reads the command line by the options of the command that it selects, whose arguments it sets, and refuses what
/// contradicts itself. No file is looked at. Throws UsageError.
[[nodiscard]] Request parse_words(const Commands& commands, int count, const char* const* words);

}  // namespace kvant::cli
