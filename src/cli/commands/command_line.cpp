#include "cli/commands/command_line.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/commands/commands.hpp"

namespace kvant::cli {

std::string shell_word(std::string_view word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + '\'';
}

std::string command_line(std::string_view command, const Inputs& inputs, const QuantizeOptions& options,
                         const std::filesystem::path& output) {
  const QuantizeOptions standard;
  std::string line = "kvant";
  if (!command.empty()) line += fmt::format(" {}", command);
  const std::string& input = inputs.names.front();
  const auto named_so = [&](const Command& known) { return known.name == input; };
  const bool in_doubt = (input.size() > 1 && input.front() == '-') || std::ranges::any_of(make_commands(), named_so);
  line += fmt::format(" {}", shell_word(in_doubt ? "./" + input : input));
  line += fmt::format(" -k {}", options.colors);
  if (options.space != standard.space) line += fmt::format(" --space {}", space_name(options.space));
  if (options.effort != standard.effort) line += fmt::format(" --effort {}", options.effort);
  if (options.seed != standard.seed) line += fmt::format(" --seed {}", options.seed);
  if (inputs.read.frame) line += fmt::format(" --frame {}", *inputs.read.frame);
  if (!output.empty()) line += fmt::format(" -o {}", shell_word(output.native()));
  return line;
}

}  // namespace kvant::cli
