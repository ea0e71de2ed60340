#include "cli/options/common_options.hpp"
#include "cli/options/redraw_options.hpp"

namespace kvant::cli {

std::vector<Option> running_options() {
  return {
      quiet_option(),
      {.group = group::running,
       .letter = 'v',
       .name = "verbose",
       .help = "Say more: iterations, timings, files left out",
       .set = [](Arguments& a, const std::string&) { a.verbose = true; }},
      json_option("Print the figures and the palette as JSON, one line per picture if there are several"),
      threads_option(),
      help_option(),
      {.group = group::running,
       .letter = 'V',
       .name = "version",
       .help = "Print the version, the SIMD target in use and the formats",
       .set = [](Arguments& a, const std::string&) { a.action = Action::version; }},
      {.group = group::hidden,
       .name = "man",
       .help = "Print the man page",
       .set = [](Arguments& a, const std::string&) { a.action = Action::man_page; }},
      {.group = group::hidden,
       .name = "completion",
       .value = "SHELL",
       .help = "Print the completion script for bash, zsh or fish",
       .completion = Completion::choices,
       .choices = {"bash", "zsh", "fish"},
       .set =
           [](Arguments& a, const std::string& text) {
             a.action = Action::completion;
             a.shell = text;
           }},
  };
}

}  // namespace kvant::cli
