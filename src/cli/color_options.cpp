#include <fmt/format.h>

#include "common_options.hpp"
#include "redraw_options.hpp"
#include "start_palette.hpp"
#include "values.hpp"

namespace kvant::cli {

std::vector<Option> color_options() {
  return {
      colors_option(),
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
