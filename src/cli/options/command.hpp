// What kvant can do: redrawing, and the commands that are named by the first word. Parsing, --help, the man page and
// shell completion are all made from this one list.
#pragma once

#include <string_view>
#include <vector>

#include "cli/options/options.hpp"

namespace kvant::cli {

struct Example {
  std::string_view line;  ///< "kvant photo.jpg -k 24"
  std::string_view does;  ///< "write photo-k24.png beside it"
};

struct Command {
  std::string_view name;      ///< "info"; empty: redrawing
  std::string_view summary;   ///< "tell what is in picture files"
  std::string_view operands;  ///< "FILE": one picture; "FILE...": any number
  /// For the man page: paragraphs with an empty line between them; what is between `backquotes` stands out.
  std::string_view description;
  std::vector<Example> examples;
  std::vector<Option> options;  ///< those of a group stand together
  /// Throws UsageError if options exclude each other. What holds for all commands is checked before.
  void (*check)(const Arguments&);
  /// Returns the exit status. Throws UsageError before any work, and Error.
  int (*run)(const Arguments&);
};

/// Redrawing, then the commands in the order of --help.
[[nodiscard]] const std::vector<Command>& commands();

/// The command that the program's arguments select by their first word, or redrawing.
[[nodiscard]] const Command& selected_command(int count, const char* const* words);

/// The command whose name is so near to `word` that it may have been meant, or none.
[[nodiscard]] const Command* similar_command(std::string_view word);

}  // namespace kvant::cli
