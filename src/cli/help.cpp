#include "help.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "kvant/version.hpp"
#include "options.hpp"
#include "text.hpp"

namespace kvant::cli {
namespace {

constexpr std::size_t help_column = 24;
constexpr std::size_t help_width = 80 - help_column;

std::string option_lines(const Option& option) {
  const std::string letter = option.letter != 0 ? fmt::format("-{}, ", option.letter) : "    ";
  std::string left = fmt::format("  {}--{}", letter, option.name);
  if (!option.value.empty()) left += ' ' + option.value;
  std::string right = option.help;
  if (!option.standard.empty()) right += fmt::format(" (default: {})", option.standard);
  const std::string gap = left.size() + 1 < help_column ? std::string(help_column - left.size(), ' ')
                                                        : '\n' + std::string(help_column, ' ');
  return left + gap + wrapped(right, help_column, help_width) + '\n';
}

std::string names(const std::vector<Format>& formats) {
  std::vector<std::string_view> words;
  words.reserve(formats.size());
  for (Format format : formats) words.push_back(format_name(format));
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

std::string help_text() {
  std::string text = fmt::format(
      "kvant {}: {}\n"
      "\n"
      "Usage: kvant [OPTION]... FILE...\n"
      "\n"
      "  kvant photo.jpg -k 24                 write photo-k24.png beside it\n"
      "  kvant photo.jpg -k 8 -o poster.gif    choose the name and the format\n"
      "  kvant -r album --out-dir small        every picture in a folder\n"
      "  kvant - < photo.jpg > out.png         read and write streams\n",
      version(), summary);
  std::string_view group;
  for (const Option& option : option_table()) {
    if (option.group.empty()) continue;
    if (option.group != group) text += fmt::format("\n{}:\n", group = option.group);
    text += option_lines(option);
  }
  text += "\nExit status: 0 done, 1 some picture failed, 2 wrong usage.\n";
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
