#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/options/common_options.hpp"
#include "cli/options/palette_argument.hpp"
#include "cli/options/values.hpp"
#include "cli/redraw/redraw_options.hpp"

namespace kvant::cli {
namespace {

Option palette_order_option(PaletteOrder& order) {
  static constexpr std::array<std::string_view, 2> words = {"smallest", "keep"};
  return {.group = group::kPalette,
          .name = "palette-order",
          .value = "ORDER",
          .help =
              "What the file does with the palette: smallest (unused colors are left out, others reordered, gray may "
              "need none) or keep (all of it, in its order; PNG, GIF, TIFF and BMP)",
          .standard = std::string(words.front()),
          .completion = Completion::choices,
          .choices = {words.begin(), words.end()},
          .set = [&order](const std::string& text) {
            const auto* place = std::find(words.begin(), words.end(), text);
            if (place == words.end()) refuse_choice({words.begin(), words.end()}, text);
            order = static_cast<PaletteOrder>(place - words.begin());
          }};
}

}  // namespace

std::vector<Option> palette_options(RedrawArguments& arguments) {
  return {
      {.group = group::kPalette,
       .name = "palette",
       .value = "PALETTE",
       .help = fmt::format("Draw with these colors, whose number replaces -k: a list such as '#123,#a0b1c2', a palette "
                           "file ({}, any picture), or one of {}",
                           palette_format_names(), preset_names()),
       .completion = Completion::file,
       .set = [&arguments](const std::string& text) { arguments.palette = text; }},
      palette_order_option(arguments.encode.palette_order),
      pin_option(arguments.pins),
      {.group = group::kPalette,
       .name = "recolor",
       .value = "PALETTE",
       .help = "Draw what was found in these colors instead, whose number replaces -k: the darkest area in the first "
               "of a list, or in the darkest of a file or preset",
       .completion = Completion::file,
       .set = [&arguments](const std::string& text) { arguments.recolor = text; }},
      switch_option(
          {.group = group::kPalette,
           .name = "shared-palette",
           .help = "Find one palette of -k colors for all pictures, and draw each with it; every file is read twice"},
          arguments.shared_palette),
      salience_option(arguments.quantize.salience),
  };
}

}  // namespace kvant::cli
