#include "parse.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "output_path.hpp"
#include "text.hpp"
#include "values.hpp"

namespace kvant::cli {
namespace {

std::string dashed(const Option& option) { return fmt::format("--{}", option.name); }

/// A word that looks like an option but is none: says which one may have been meant.
[[noreturn]] void refuse_unknown(const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  std::string hint;
  std::size_t nearest = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const Option& option : option_table()) {
    if (option.group.empty()) continue;
    const std::string known = dashed(option);
    const std::size_t distance = known.starts_with(name) && name.size() > 2 ? 1 : edit_distance(name, known);
    if (name.starts_with("--") && distance < nearest) {
      nearest = distance;
      hint = fmt::format("; did you mean {}?", known);
    }
  }
  throw UsageError(fmt::format("there is no option {}{}", printable(name), hint));
}

/// CLI11 would split a file name such as [a,b] at its commas.
std::string protect(std::string word) {
  if (word.size() > 1 && word.front() == '[' && word.back() == ']') return "./" + word;
  return word;
}

std::string names_of(const Option& option) {
  return option.letter != 0 ? fmt::format("-{},--{}", option.letter, option.name) : dashed(option);
}

void set_values(const std::vector<std::pair<const Option*, CLI::Option*>>& options, Arguments& arguments) {
  for (const auto& [option, found] : options) {
    if (found->count() == 0) continue;
    const std::string value = found->results().back();  // the last one wins
    if (option->value.empty()) {
      if (value != "true") throw UsageError(fmt::format("{} takes no value", dashed(*option)));
      option->set(arguments, "");
      continue;
    }
    try {
      option->set(arguments, value);
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("{}: {}", dashed(*option), error.what()));
    }
  }
}

/// Runs CLI11 over the words and gives its complaints clearer words.
void run(CLI::App& app, std::vector<std::string> words) {
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
    if (word != "--") refuse_unknown(word);
  }
}

bool is_standard_stream(const std::string& name) { return name == "-"; }

/// Options that exclude each other, or that only one picture can have.
void check(const Arguments& a) {
  if (a.inputs.empty()) throw UsageError("no picture given");
  const bool from_standard_input = std::any_of(a.inputs.begin(), a.inputs.end(), is_standard_stream);
  const bool single = a.inputs.size() == 1 && !a.recursive;
  if (from_standard_input && a.inputs.size() > 1) {
    throw UsageError("- (standard input) must be the only picture");
  }
  if (std::any_of(a.inputs.begin(), a.inputs.end(), [](const std::string& name) { return name.empty(); })) {
    throw UsageError("a picture's name is empty");
  }
  if (a.output && a.output->empty()) throw UsageError("--output: the file's name is empty");
  if (a.output && !single) throw UsageError("--output is for one picture; use --out-dir for several");
  if (a.labels && !single) throw UsageError("--labels is for one picture");
  if (a.animate && !single) throw UsageError("--animate is for one picture");
  if (a.output && a.out_dir) throw UsageError("--output and --out-dir exclude each other");
  if (a.out_dir && a.out_dir->empty()) throw UsageError("--out-dir: the folder's name is empty");
  if (a.out_dir && from_standard_input) throw UsageError("--out-dir needs files; standard input has no name");
  if (a.json && writes_to_standard_output(a)) {
    throw UsageError("--json and the picture cannot both go to standard output; name a file with -o");
  }
  if (a.quiet && a.verbose) throw UsageError("--quiet and --verbose exclude each other");
}

}  // namespace

Arguments parse_arguments(int count, const char* const* words) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();  // unknown options are refused in our own words
  std::vector<std::pair<const Option*, CLI::Option*>> options;
  for (const Option& option : option_table()) {
    CLI::Option* made =
        option.value.empty() ? app.add_flag(names_of(option)) : app.add_option(names_of(option))->expected(1);
    options.emplace_back(&option, made->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll));
  }
  std::vector<std::string> inputs;
  app.add_option("pictures", inputs);

  std::vector<std::string> given(words + std::min(count, 1), words + count);
  const auto end_of_options = std::find(given.begin(), given.end(), "--");
  const auto literal = static_cast<std::size_t>(std::max<std::ptrdiff_t>(given.end() - end_of_options - 1, 0));
  std::transform(given.begin(), given.end(), given.begin(), protect);
  run(app, std::move(given));

  Arguments arguments;
  for (std::size_t i = 0; i + literal < inputs.size(); ++i) {
    if (inputs[i].size() > 1 && inputs[i].front() == '-') refuse_unknown(inputs[i]);
  }
  arguments.inputs = std::move(inputs);
  set_values(options, arguments);
  if (arguments.action == Action::redraw) check(arguments);
  return arguments;
}

}  // namespace kvant::cli
