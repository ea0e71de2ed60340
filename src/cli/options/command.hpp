// What a command is. Parsing, --help, the man page and shell completion are all made from a list of them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options/option.hpp"

namespace kvant::cli {

struct Example {
  std::string_view line;  ///< "kvant photo.jpg -k 24"
  std::string_view does;  ///< "write photo-k24.png beside it"
};

/// A command and the arguments that it has been given so far. These are a struct of its own, shared by `run` and
/// `check`, whose fields the options are bound to: a command knows of no option but its own. Copies share it too.
struct Command {
  std::string_view name;      ///< "info"; empty: redrawing
  std::string_view summary;   ///< "tell what is in picture files"
  std::string_view operands;  ///< "FILE": one picture; "FILE...": any number; "[FILE...]": or none
  /// For the man page: paragraphs with an empty line between them; what is between `backquotes` stands out.
  std::string_view description;
  std::vector<Example> examples;
  std::vector<Option> options;         ///< those of a group stand together
  std::vector<std::string>* inputs;    ///< where the names of the files go
  std::string_view input = "picture";  ///< what a file is called in messages
  /// Throws UsageError if options exclude each other; may be empty. What holds for all commands is checked before.
  std::function<void()> check = {};
  /// Returns the exit status. Throws UsageError before any work, and Error.
  std::function<int()> run;
};

/// Redrawing, which has no name and comes first, and the commands in the order of --help.
using Commands = std::vector<Command>;

}  // namespace kvant::cli
