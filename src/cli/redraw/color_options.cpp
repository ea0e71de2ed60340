#include <fmt/format.h>

#include "cli/options/common_options.hpp"
#include "cli/options/values.hpp"
#include "cli/redraw/redraw_options.hpp"
#include "cli/redraw/resolve.hpp"

namespace kvant::cli {

namespace {

Option colors_or_word_option(RedrawArguments& arguments) {
  Option option = colors_option(arguments.colors);
  option.value += "|auto|all";
  option.help += "; auto: as kvant elbow says; all: no palette, a lossy file of --quality instead (JPEG, WebP)";
  option.set = [&arguments, set_number = option.set](const std::string& text) {
    arguments.aim.automatic = text == "auto";
    arguments.all_colors = text == "all";
    if (arguments.aim.automatic || arguments.all_colors) {
      arguments.colors.reset();
    } else {
      set_number(text);
    }
  };
  return option;
}

}  // namespace

std::vector<Option> color_options(RedrawArguments& arguments) {
  Aim& aim = arguments.aim;
  QuantizeOptions& quantize = arguments.quantize;
  return {
      colors_or_word_option(arguments),
      {.group = group::kColors,
       .name = "psnr",
       .value = "DB",
       .help = fmt::format("Take the fewest colors that reach this PSNR, of at most -k, or {}", kMostColorsForAim),
       .set = [&aim](const std::string& text) { aim.psnr = parse_real(text); }},
      {.group = group::kColors,
       .name = "max-delta",
       .value = "DE",
       .help = "Take the fewest colors with a mean color difference (CIEDE2000) of no more than this",
       .set = [&aim](const std::string& text) { aim.max_delta = parse_real(text); }},
      {.group = group::kColors,
       .name = "target-size",
       .value = "BYTES",
       .help = "Take the most colors in a file of no more than this; KB and MB may follow the number",
       .set = [&aim](const std::string& text) { aim.target_size = parse_size(text); }},
      space_option(quantize.space),
      {.group = group::kColors,
       .name = "init",
       .value = "START",
       .help = "Where the search starts: k-means++, random, or a palette, whose size then replaces -k: colors such as "
               "'#123,#a0b1c2', a text file of them, or a picture that has only these",
       .standard = std::string(start_word({})),
       .completion = Completion::choices,
       .choices = start_words(),
       .set = [&arguments](const std::string& text) { arguments.init = text; }},
      effort_option(quantize.effort),
      {.group = group::kColors,
       .name = "tol",
       .value = "X",
       .help = "Stop once the colors move by less than this share of their variance; 0: when none moves",
       .standard = fmt::format("{}", QuantizeOptions{}.tolerance),
       .set = [&quantize](const std::string& text) { quantize.tolerance = parse_real(text); }},
      {.group = group::kColors,
       .name = "max-iter",
       .value = "N",
       .help = "Stop after this many iterations",
       .standard = fmt::format("{}", QuantizeOptions{}.max_iterations),
       .set =
           [&quantize](const std::string& text) {
             quantize.max_iterations = static_cast<int>(parse_whole(text, 1, 1'000'000));
           }},
      seed_option(quantize.seed),
  };
}

}  // namespace kvant::cli
