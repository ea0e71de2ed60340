#include "cli/options/completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/options/values.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

std::vector<const Option*> shown_options(const Command& command) {
  std::vector<const Option*> shown;
  for (const Option& option : command.options) {
    if (option.group != group::kHidden) shown.push_back(&option);
  }
  return shown;
}

std::vector<std::string> command_names(const Commands& commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) {
    if (!command.name.empty()) names.emplace_back(command.name);
  }
  return names;
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

/// Cases by "COMMAND/OPTION before the word", with an empty COMMAND for redrawing.
std::string bash_cases(const Command& command) {
  std::string cases;
  for (const Option* option : shown_options(command)) {
    if (option->value.empty()) continue;
    std::string action;  // nothing to offer: a number
    if (option->completion == Completion::file) action = R"(COMPREPLY=($(compgen -f -- "$word")); )";
    if (option->completion == Completion::directory) action = R"(COMPREPLY=($(compgen -d -- "$word")); )";
    if (option->completion == Completion::choices) {
      action = fmt::format(R"(COMPREPLY=($(compgen -W {} -- "$word")); )", bash_words(option->choices));
    }
    cases += fmt::format("    {}/{}) {}return ;;\n", command.name,
                         spellings(*option, fmt::format("|{}/", command.name)), action);
  }
  return cases;
}

std::string bash(const Commands& commands) {
  std::string cases;
  std::string options;
  for (const Command& command : commands) {
    cases += bash_cases(command);
    std::vector<std::string> words;
    for (const Option* option : shown_options(command)) {
      words.push_back(fmt::format("--{}", option->name));
      if (option->letter != 0) words.push_back(fmt::format("-{}", option->letter));
    }
    options +=
        fmt::format("      '{}') COMPREPLY=($(compgen -W {} -- \"$word\")) ;;\n", command.name, bash_words(words));
  }
  constexpr std::string_view script = R"(# bash completion for kvant
_kvant() {{
  local IFS=$'\n' word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} command=
  COMPREPLY=()
  # --name=value is three words to bash.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=${{COMP_WORDS[COMP_CWORD-2]}}
  fi
  if ((COMP_CWORD > 1)); then
    case ${{COMP_WORDS[1]}} in
      {0}) command=${{COMP_WORDS[1]}} ;;
    esac
  fi
  case $command/$before in
{1}  esac
  if [[ $word == -* ]]; then
    case $command in
{2}    esac
  elif ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W {3} -- "$word") $(compgen -f -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}}
complete -o filenames -F _kvant kvant
)";
  const std::vector<std::string> names = command_names(commands);
  return fmt::format(script, fmt::join(names, "|"), cases, options, bash_words(names));
}

/// Text between single quotes, in which zsh's own signs of _arguments and _alternative are harmless.
std::string zsh_text(std::string_view text) {
  const std::string help = replaced(replaced(replaced(text, "[", "("), "]", ")"), "'", "'\\''");
  return replaced(help, ":", "\\:");
}

std::string zsh_options(const Command& command) {
  std::string specs;
  for (const Option* option : shown_options(command)) {
    const std::string help = zsh_text(option->help);
    std::string value;
    if (!option->value.empty()) {
      std::string action = " ";
      if (option->completion == Completion::file) action = "_files";
      if (option->completion == Completion::directory) action = "_files -/";
      if (option->completion == Completion::choices) action = fmt::format("({})", fmt::join(option->choices, " "));
      value = fmt::format(":{}:{}", option->value, action);
    }
    if (option->letter != 0) {
      specs +=
          fmt::format("      '(-{0} --{1})'{{-{0},--{1}}}'[{2}]{3}' \\\n", option->letter, option->name, help, value);
    } else {
      specs += fmt::format("      '--{}[{}]{}' \\\n", option->name, help, value);
    }
  }
  return specs;
}

std::string zsh(const Commands& commands) {
  std::string cases;
  std::string described;
  for (const Command& command : commands) {
    if (command.name.empty()) continue;
    cases +=
        fmt::format("    {}) shift words; ((--CURRENT)); _arguments -s -S \\\n{}      '*:picture:_files'; return ;;\n",
                    command.name, zsh_options(command));
    described += fmt::format("    '{}:{}'\n", command.name, zsh_text(command.summary));
  }
  constexpr std::string_view script = R"(#compdef kvant
_kvant_first() {{
  local -a commands=(
{0}  )
  _describe command commands
  _files
}}
if ((CURRENT > 2)); then
  case $words[2] in
{1}  esac
fi
_arguments -s -S \
{2}      '1:picture or command:_kvant_first' '*:picture:_files'
)";
  return fmt::format(script, described, cases, zsh_options(commands.front()));
}

std::string fish(const Commands& commands) {
  std::string lines = fmt::format(R"(# fish completion for kvant
function __kvant_command
    set -l words (commandline -opc)
    set -l command ''
    if test (count $words) -gt 1; and contains -- $words[2] {}
        set command $words[2]
    end
    test "$command" = "$argv[1]"
end
)",
                                  fmt::join(command_names(commands), " "));
  const auto quoted = [](std::string_view text) { return replaced(replaced(text, "\\", "\\\\"), "'", "\\'"); };
  for (const Command& command : commands) {
    if (!command.name.empty()) {
      lines += fmt::format("complete -c kvant -n 'test (count (commandline -opc)) -eq 1' -a {} -d '{}'\n", command.name,
                           quoted(command.summary));
    }
    for (const Option* option : shown_options(command)) {
      std::string line = fmt::format("complete -c kvant -n '__kvant_command \"{}\"' -l {}", command.name, option->name);
      if (option->letter != 0) line += fmt::format(" -s {}", option->letter);
      if (option->completion == Completion::file) line += " -r -F";
      if (option->completion == Completion::directory) line += " -x -a '(__fish_complete_directories)'";
      if (option->completion == Completion::choices) {
        line += fmt::format(" -x -a '{}'", fmt::join(option->choices, " "));
      }
      if (option->completion == Completion::nothing && !option->value.empty()) line += " -x";
      lines += fmt::format("{} -d '{}'\n", line, quoted(option->help));
    }
  }
  return lines;
}

}  // namespace

std::string completion_script(const Commands& commands, std::string_view shell) {
  if (shell == "bash") return bash(commands);
  if (shell == "zsh") return zsh(commands);
  if (shell == "fish") return fish(commands);
  throw UsageError(fmt::format("--completion: expected bash, zsh or fish, not {}", in_quotes(shell)));
}

}  // namespace kvant::cli
