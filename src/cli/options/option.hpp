// What an option is.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::cli {

/// What to do: what the command is there for, or something about the program.
enum class Action { run, help, version, man_page, completion };

/// What a shell should offer after an option.
enum class Completion { nothing, file, directory, choices };

struct Option {
  std::string_view group = {};  ///< heading in --help; empty: hidden, for packagers
  char letter = 0;              ///< 'k' for -k; 0: none
  std::string_view name = {};   ///< "colors" for --colors
  std::string value = {};       ///< what --help calls the value; empty: a switch that takes none
  std::string help = {};        ///< a sentence without its end, no default
  std::string standard = {};    ///< the default as text; empty: not worth saying
  Completion completion = Completion::nothing;
  std::vector<std::string> choices = {};  ///< for Completion::choices
  /// Puts the value (empty for a switch) where it belongs, which it is bound to: a field of the command's arguments.
  /// Called once for each time the option is given: the last wins, unless values add up. Throws UsageError if the
  /// value is none of the allowed.
  std::function<void(const std::string&)> set = {};
  /// What is done instead if the option is given; it then needs no `set`.
  std::optional<Action> instead = {};
};

/// A switch that makes `on` true.
[[nodiscard]] inline Option switch_option(Option option, bool& on) {
  option.set = [&on](const std::string&) { on = true; };
  return option;
}

/// The headings of options, in the order of --help.
namespace group {
inline constexpr std::string_view kClusters = "Clusters";
inline constexpr std::string_view kTable = "Table";
inline constexpr std::string_view kColors = "Colors";
inline constexpr std::string_view kPalette = "Palette";
inline constexpr std::string_view kDithering = "Dithering";
inline constexpr std::string_view kCloud = "Cloud";
inline constexpr std::string_view kOutput = "Output";
inline constexpr std::string_view kInput = "Input";
inline constexpr std::string_view kRunning = "Reports and running";
inline constexpr std::string_view kHidden = {};
}  // namespace group

}  // namespace kvant::cli
