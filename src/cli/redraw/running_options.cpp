#include "cli/options/common_options.hpp"
#include "cli/redraw/redraw_options.hpp"

namespace kvant::cli {

std::vector<Option> running_options(RedrawArguments& arguments) {
  return {
      quiet_option(arguments.telling.quiet),
      switch_option({.group = group::kRunning,
                     .letter = 'v',
                     .name = "verbose",
                     .help = "Say more: iterations, timings, files left out"},
                    arguments.verbose),
      json_option(arguments.telling.json,
                  "Print the figures and the palette as JSON, one line per picture if there are several"),
      threads_option(arguments.quantize.threads),
      help_option(),
      {.group = group::kRunning,
       .letter = 'V',
       .name = "version",
       .help = "Print the version, the SIMD target in use and the formats",
       .instead = Action::version},
      {.group = group::kHidden, .name = "man", .help = "Print the man page", .instead = Action::man_page},
      {.group = group::kHidden,
       .name = "completion",
       .value = "SHELL",
       .help = "Print the completion script for bash, zsh or fish",
       .completion = Completion::choices,
       .choices = {"bash", "zsh", "fish"},
       .instead = Action::completion},
  };
}

}  // namespace kvant::cli
