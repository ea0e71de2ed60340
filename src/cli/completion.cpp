#include "completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "options.hpp"
#include "text.hpp"
#include "values.hpp"

namespace kvant::cli {
namespace {

std::vector<const Option*> shown_options() {
  std::vector<const Option*> shown;
  for (const Option& option : option_table()) {
    if (!option.group.empty()) shown.push_back(&option);
  }
  return shown;
}

/// Both spellings of an option, between `between`.
std::string spellings(const Option& option, std::string_view between) {
  const std::string name = fmt::format("--{}", option.name);
  return option.letter != 0 ? fmt::format("-{}{}{}", option.letter, between, name) : name;
}

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
  std::string result;
  std::size_t place = text.find(what);
  while (place != std::string_view::npos) {
    result.append(text.substr(0, place)).append(with);
    text.remove_prefix(place + what.size());
    place = text.find(what);
  }
  return result.append(text);
}

/// Words for compgen -W, which splits them at new lines here, as it does file names.
std::string bash_words(const std::vector<std::string>& words) { return fmt::format("$'{}'", fmt::join(words, "\\n")); }

std::string bash() {
  std::string cases;
  std::vector<std::string> words;
  for (const Option* option : shown_options()) {
    words.push_back(fmt::format("--{}", option->name));
    if (option->letter != 0) words.push_back(fmt::format("-{}", option->letter));
    if (option->value.empty()) continue;
    std::string action;  // nothing to offer: a number
    if (option->completion == Completion::file) action = R"(COMPREPLY=($(compgen -f -- "$word")); )";
    if (option->completion == Completion::directory) action = R"(COMPREPLY=($(compgen -d -- "$word")); )";
    if (option->completion == Completion::choices) {
      action = fmt::format(R"(COMPREPLY=($(compgen -W {} -- "$word")); )", bash_words(option->choices));
    }
    cases += fmt::format("    {}) {}return ;;\n", spellings(*option, "|"), action);
  }
  constexpr std::string_view script = R"(# bash completion for kvant
_kvant() {{
  local IFS=$'\n' word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}
  COMPREPLY=()
  # --name=value is three words to bash.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=${{COMP_WORDS[COMP_CWORD-2]}}
  fi
  case $before in
{}  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W {} -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}}
complete -o filenames -F _kvant kvant
)";
  return fmt::format(script, cases, bash_words(words));
}

std::string zsh() {
  std::string specs;
  for (const Option* option : shown_options()) {
    std::string help = replaced(replaced(replaced(option->help, "[", "("), "]", ")"), "'", "'\\''");
    help = replaced(help, ":", "\\:");
    std::string value;
    if (!option->value.empty()) {
      std::string action = " ";
      if (option->completion == Completion::file) action = "_files";
      if (option->completion == Completion::directory) action = "_files -/";
      if (option->completion == Completion::choices) action = fmt::format("({})", fmt::join(option->choices, " "));
      value = fmt::format(":{}:{}", option->value, action);
    }
    if (option->letter != 0) {
      specs += fmt::format("  '(-{0} --{1})'{{-{0},--{1}}}'[{2}]{3}' \\\n", option->letter, option->name, help, value);
    } else {
      specs += fmt::format("  '--{}[{}]{}' \\\n", option->name, help, value);
    }
  }
  return fmt::format("#compdef kvant\n_arguments -s -S \\\n{}  '*:picture:_files'\n", specs);
}

std::string fish() {
  std::string lines = "# fish completion for kvant\n";
  for (const Option* option : shown_options()) {
    std::string line = fmt::format("complete -c kvant -l {}", option->name);
    if (option->letter != 0) line += fmt::format(" -s {}", option->letter);
    if (option->completion == Completion::file) line += " -r -F";
    if (option->completion == Completion::directory) line += " -x -a '(__fish_complete_directories)'";
    if (option->completion == Completion::choices) line += fmt::format(" -x -a '{}'", fmt::join(option->choices, " "));
    if (option->completion == Completion::nothing && !option->value.empty()) line += " -x";
    lines += fmt::format("{} -d '{}'\n", line, replaced(replaced(option->help, "\\", "\\\\"), "'", "\\'"));
  }
  return lines;
}

}  // namespace

std::string completion_script(std::string_view shell) {
  if (shell == "bash") return bash();
  if (shell == "zsh") return zsh();
  if (shell == "fish") return fish();
  throw UsageError(fmt::format("--completion: expected bash, zsh or fish, not {}", in_quotes(shell)));
}

}  // namespace kvant::cli
