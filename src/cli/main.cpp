#include <fmt/format.h>

#include <exception>

#include "cli/commands/commands.hpp"
#include "cli/options/completion.hpp"
#include "cli/options/help.hpp"
#include "cli/options/man_page.hpp"
#include "cli/options/parse.hpp"
#include "cli/options/values.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/text.hpp"
#include "kvant/error.hpp"
#include "kvant/version.hpp"

namespace {

using namespace kvant::cli;

/// Refuses a KVANT_TARGET that this machine lacks, once and before any work.
void check_environment() {
  try {
    (void)kvant::simd_target();
  } catch (const kvant::Error& error) {
    throw UsageError(fmt::format("KVANT_TARGET: {}", printable(error.what())));
  }
}

int run(const Commands& commands, const Request& request) {
  switch (request.action) {
    case Action::help:
      write_standard_output(help_text(commands, request.command));
      return 0;
    case Action::version:
      check_environment();
      write_standard_output(version_text());
      return 0;
    case Action::man_page:
      write_standard_output(man_page(commands));
      return 0;
    case Action::completion:
      write_standard_output(completion_script(commands, request.shell));
      return 0;
    case Action::run:
      break;
  }
  check_environment();
  if (request.command.name.empty()) refuse_mistyped_command(commands, request.command.inputs->front());
  return request.command.run();
}

/// Returns the exit status; says what is wrong with the command line. Throws Error.
int run(const Commands& commands, int count, const char* const* words) {
  try {
    return run(commands, parse_words(commands, count, words));
  } catch (const UsageError& error) {
    const std::string_view command = selected_command(commands, count, words).name;
    write_standard_error(
        fmt::format("kvant: {}; try kvant {}{}--help\n", error.what(), command, command.empty() ? "" : " "));
    return 2;
  }
}

}  // namespace

int main(int count, char** words) {
  prepare_streams();
  try {
    return run(make_commands(), count, words);
  } catch (const std::exception& error) {
    write_standard_error(fmt::format("kvant: {}\n", printable(error.what())));
    return 1;
  }
}
