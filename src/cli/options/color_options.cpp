#include <fmt/format.h>

#include "cli/options/common_options.hpp"
#include "cli/options/redraw_options.hpp"
#include "cli/options/values.hpp"
#include "cli/redraw/start_palette.hpp"

namespace kvant::cli {

namespace {

Option colors_or_auto_option() {
  Option option = colors_option();
  option.value += "|auto";
  option.help += "; auto: as kvant elbow says";
  option.set = [number = option.set](Arguments& a, const std::string& text) {
    a.aim.automatic = text == "auto";
    if (a.aim.automatic) {
      a.colors_given = false;
    } else {
      number(a, text);
    }
  };
  return option;
}

}  // namespace

std::vector<Option> color_options() {
  return {
      colors_or_auto_option(),
      {.group = group::colors,
       .name = "psnr",
       .value = "DB",
       .help = fmt::format("Take the fewest colors that reach this PSNR, of at most -k, or {}", most_colors_for_aim),
       .set = [](Arguments& a, const std::string& text) { a.aim.psnr = parse_real(text); }},
      {.group = group::colors,
       .name = "max-delta",
       .value = "DE",
       .help = "Take the fewest colors with a mean color difference (CIEDE2000) of no more than this",
       .set = [](Arguments& a, const std::string& text) { a.aim.max_delta = parse_real(text); }},
      {.group = group::colors,
       .name = "target-size",
       .value = "BYTES",
       .help = "Take the most colors in a file of no more than this; KB and MB may follow the number",
       .set = [](Arguments& a, const std::string& text) { a.aim.target_size = parse_size(text); }},
      space_option(),
      {.group = group::colors,
       .name = "init",
       .value = "START",
       .help = "Where the search starts: k-means++, random, or a palette, whose size then replaces -k: colors such as "
               "'#123,#a0b1c2', a text file of them, or a picture that has only these",
       .standard = std::string(start_word(QuantizeOptions{}.init)),
       .completion = Completion::choices,
       .choices = start_words(),
       .set = [](Arguments& a, const std::string& text) { a.init = text; }},
      effort_option(),
      {.group = group::colors,
       .name = "tol",
       .value = "X",
       .help = "Stop once the colors move by less than this share of their variance; 0: when none moves",
       .standard = fmt::format("{}", QuantizeOptions{}.tolerance),
       .set = [](Arguments& a, const std::string& text) { a.quantize.tolerance = parse_real(text); }},
      {.group = group::colors,
       .name = "max-iter",
       .value = "N",
       .help = "Stop after this many iterations",
       .standard = fmt::format("{}", QuantizeOptions{}.max_iterations),
       .set =
           [](Arguments& a, const std::string& text) {
             a.quantize.max_iterations = static_cast<int>(parse_whole(text, 1, 1'000'000));
           }},
      seed_option(),
  };
}

}  // namespace kvant::cli
