// What an option is, and what all of them come to.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands/cloud_arguments.hpp"
#include "cli/commands/compare.hpp"
#include "cli/commands/elbow.hpp"
#include "cli/commands/palette.hpp"
#include "cli/redraw/colors_aim.hpp"
#include "kvant/io.hpp"
#include "kvant/quantize.hpp"

namespace kvant::cli {

struct Command;

/// What to do: what the command is there for, or something about the program.
enum class Action { run, help, version, man_page, completion };

/// What the command line asks for. Every command takes the fields that its options set.
struct Arguments {
  const Command* command = nullptr;
  Action action = Action::run;
  std::string shell;  ///< for Action::completion

  std::vector<std::string> inputs;  ///< files, directories, or "-": standard input
  std::optional<std::string> output;
  std::optional<std::string> out_dir;
  std::optional<std::string> labels;
  std::optional<std::string> animate;
  std::optional<Format> format;
  std::optional<std::string> init;     ///< as given; resolve_start() turns it into `quantize.init` and `.start`
  std::optional<std::string> palette;  ///< as given, as are these: resolve_palettes() reads them into `quantize`
  std::vector<std::string> pins;
  std::optional<std::string> recolor;
  bool shared_palette = false;
  bool colors_given = false;
  bool recursive = false;
  bool force = false;
  bool keep_extension = false;
  bool skip_if_larger = false;
  bool keep_metadata = false;
  bool preserve_times = false;
  std::optional<Color> background;  ///< to draw transparent pixels on
  bool quiet = false;
  bool verbose = false;
  bool json = false;

  PaletteArguments swatches;  ///< of `kvant palette`
  Aim aim;
  ElbowArguments elbow;
  CompareArguments compare;

  QuantizeOptions quantize;
  ReadOptions read;
  EncodeOptions encode;
  CloudArguments cloud;
};

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
  /// Puts the value (empty for a switch) where it belongs, once for each time the option is given: the last wins,
  /// unless values add up. Throws UsageError if it is none of the allowed.
  std::function<void(Arguments&, const std::string&)> set = {};
};

/// The headings of options, in the order of --help.
namespace group {
inline constexpr std::string_view colors = "Colors";
inline constexpr std::string_view palette = "Palette";
inline constexpr std::string_view dithering = "Dithering";
inline constexpr std::string_view cloud = "Cloud";
inline constexpr std::string_view output = "Output";
inline constexpr std::string_view input = "Input";
inline constexpr std::string_view running = "Reports and running";
inline constexpr std::string_view hidden = {};
}  // namespace group

/// The name by which --format and the shells call a format: "png", "jpeg", ...
[[nodiscard]] std::string format_word(Format format);

/// The formats that this build writes, and those that it reads.
[[nodiscard]] std::vector<Format> written_formats();
[[nodiscard]] std::vector<Format> read_formats();

}  // namespace kvant::cli
