#include "cli/options/parse.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/options/values.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

std::string dashed(const Option& option) { return fmt::format("--{}", option.name); }

/// A word that looks like an option but is none of the command's: says which one may have been meant.
[[noreturn]] void refuse_unknown(const Command& command, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  std::string hint;
  std::size_t nearest = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const Option& option : command.options) {
    if (option.group.empty()) continue;
    const std::string known = dashed(option);
    const std::size_t distance = known.starts_with(name) && name.size() > 2 ? 1 : edit_distance(name, known);
    if (name.starts_with("--") && distance < nearest) {
      nearest = distance;
      hint = fmt::format("; did you mean {}?", known);
    }
  }
  const std::string place = command.name.empty() ? "" : fmt::format(" of kvant {}", command.name);
  throw UsageError(fmt::format("there is no option {}{}{}", printable(name), place, hint));
}

/// CLI11 would split a file name such as [a,b] at its commas.
std::string protect(std::string word) {
  if (word.size() > 1 && word.front() == '[' && word.back() == ']') return "./" + word;
  return word;
}

std::string names_of(const Option& option) {
  return option.letter != 0 ? fmt::format("-{},--{}", option.letter, option.name) : dashed(option);
}

void set_value(const Option& option, const std::string& value, Request& request) {
  const bool is_switch = option.value.empty();
  if (is_switch && value != "true") throw UsageError(fmt::format("{} takes no value", dashed(option)));
  if (option.instead) {
    request.action = *option.instead;
    if (!is_switch) request.shell = value;
    return;
  }
  try {
    option.set(is_switch ? "" : value);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", dashed(option), error.what()));
  }
}

void set_values(const std::vector<std::pair<const Option*, CLI::Option*>>& options, Request& request) {
  for (const auto& [option, found] : options) {
    if (found->count() == 0) continue;
    for (const std::string& value : found->results()) set_value(*option, value, request);
  }
}

/// Runs CLI11 over the words and gives its complaints clearer words.
void run(CLI::App& app, const Command& command, std::vector<std::string> words) {
  try {
    std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
    app.parse(std::move(words));
  } catch (const CLI::ArgumentMismatch& error) {
    // Its text starts with the option's name: "--colors: 1 required ..."
    const std::string text = error.what();
    throw UsageError(fmt::format("{} needs a value", text.substr(0, text.find(':'))));
  } catch (const CLI::ParseError& error) {
    throw UsageError(printable(error.what()));
  }
  for (const std::string& word : app.remaining()) {
    if (word != "--") refuse_unknown(command, word);
  }
}

/// /dev/stdin would be opened and named as a file.
void name_standard_input(std::vector<std::string>& inputs) {
  for (std::string& input : inputs) {
    if (input == "/dev/stdin" || input == "/dev/fd/0" || input == "/proc/self/fd/0") input = "-";
  }
}

/// What holds for the files of every command.
void require_inputs(const Command& command) {
  const std::vector<std::string>& inputs = *command.inputs;
  if (inputs.empty() && !command.operands.starts_with('[')) throw UsageError(fmt::format("no {} given", command.input));
  if (command.operands == "FILE" && inputs.size() > 1) {
    throw UsageError(fmt::format("kvant {} takes one {}, not {}", command.name, command.input, grouped(inputs.size())));
  }
  if (inputs.size() > 1 && std::ranges::count(inputs, "-") != 0) {
    throw UsageError(fmt::format("- (standard input) must be the only {}", command.input));
  }
  if (std::ranges::count(inputs, "") != 0) throw UsageError(fmt::format("a {}'s name is empty", command.input));
}

}  // namespace

const Command& selected_command(const Commands& commands, int count, const char* const* words) {
  const std::string_view first = count > 1 ? words[1] : "";
  const auto found = std::ranges::find(commands, first, &Command::name);
  return found != commands.end() ? *found : commands.front();
}

Request parse_words(const Commands& commands, int count, const char* const* words) {
  const Command& command = selected_command(commands, count, words);
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();  // unknown options are refused in our own words
  std::vector<std::pair<const Option*, CLI::Option*>> options;
  for (const Option& option : command.options) {
    CLI::Option* made =
        option.value.empty() ? app.add_flag(names_of(option)) : app.add_option(names_of(option))->expected(1);
    options.emplace_back(&option, made->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll));
  }
  std::vector<std::string> inputs;
  app.add_option("pictures", inputs);

  std::vector<std::string> given(words + std::min(count, command.name.empty() ? 1 : 2), words + count);
  const auto end_of_options = std::find(given.begin(), given.end(), "--");
  const auto literal = static_cast<std::size_t>(std::max<std::ptrdiff_t>(given.end() - end_of_options - 1, 0));
  std::transform(given.begin(), given.end(), given.begin(), protect);
  run(app, command, std::move(given));

  for (std::size_t i = 0; i + literal < inputs.size(); ++i) {
    if (inputs[i].size() > 1 && inputs[i].front() == '-') refuse_unknown(command, inputs[i]);
  }
  Request request{.command = command};
  set_values(options, request);
  name_standard_input(inputs);
  *command.inputs = std::move(inputs);
  if (request.action != Action::run) return request;
  require_inputs(command);
  if (command.check) command.check();
  return request;
}

}  // namespace kvant::cli
