#include "cli/options/help.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/terminal/text.hpp"
#include "image/picture_codec.hpp"
#include "kvant/version.hpp"

namespace kvant::cli {
namespace {

constexpr std::size_t kHelpColumn = 24;
constexpr std::size_t kHelpWidth = 80 - kHelpColumn;

/// `left` and, from the help column on, `right`.
std::string two_columns(const std::string& left, std::string_view right) {
  const std::string gap = left.size() + 1 < kHelpColumn ? std::string(kHelpColumn - left.size(), ' ')
                                                        : '\n' + std::string(kHelpColumn, ' ');
  return left + gap + wrapped(right, kHelpColumn, kHelpWidth) + '\n';
}

std::string option_lines(const Option& option) {
  const std::string letter = option.letter != 0 ? fmt::format("-{}, ", option.letter) : "    ";
  std::string left = fmt::format("  {}--{}", letter, option.name);
  if (!option.value.empty()) left += ' ' + option.value;
  std::string right = option.help;
  if (!option.standard.empty()) right += fmt::format(" (default: {})", option.standard);
  return two_columns(left, right);
}

std::string example_lines(const std::vector<Example>& examples) {
  constexpr std::size_t column = 38;
  std::string text;
  for (const Example& example : examples) {
    text += fmt::format("  {:{}}{}{}\n", example.line, column - 2,
                        example.line.size() + 3 < column ? "" : '\n' + std::string(column, ' '), example.does);
  }
  return text;
}

std::string command_lines(const Commands& commands) {
  std::string text = "\nCommands, each with a page of its own (kvant COMMAND --help):\n";
  for (const Command& command : commands) {
    if (command.name.empty()) continue;
    text += two_columns(fmt::format("  {} {}", command.name, command.operands), command.summary);
  }
  return text;
}

std::string names(const std::vector<Format>& formats) {
  std::vector<std::string_view> words;
  words.reserve(formats.size());
  for (Format format : formats) words.push_back(format_name(format));
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

std::string help_text(const Commands& commands, const Command& command) {
  const bool whole = command.name.empty();
  const std::string name = whole ? "kvant" : fmt::format("kvant {}", command.name);
  std::string text = whole ? fmt::format("kvant {}: {}\n\n", version(), command.summary)
                           : fmt::format("{}: {}\n\n", name, command.summary);
  text += fmt::format("Usage: {} [OPTION]... {}\n", name, command.operands);
  if (whole) text += "       kvant COMMAND [OPTION]... FILE...\n";
  text += '\n' + example_lines(command.examples);
  if (whole) text += command_lines(commands);
  std::string_view group;
  for (const Option& option : command.options) {
    if (option.group == group::kHidden) continue;
    if (option.group != group) text += fmt::format("\n{}:\n", group = option.group);
    text += option_lines(option);
  }
  text += fmt::format("\nExit status: 0 done, 1 some {} failed, 2 wrong usage.\n", command.input);
  return text;
}

std::string version_text() {
  return fmt::format(
      "kvant {}\n"
      "SIMD target: {} (of {})\n"
      "reads: {}\n"
      "writes: {}\n",
      version(), simd_target(), fmt::join(simd_targets(), ", "), names(read_formats()), names(written_formats()));
}

}  // namespace kvant::cli
