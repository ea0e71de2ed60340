#include "cli/options/palette_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/options/palette_argument.hpp"
#include "cli/options/values.hpp"
#include "cli/terminal/text.hpp"
#include "color/color_order.hpp"

namespace kvant::cli {
namespace {

/// The palette replaces -k, so both must agree.
void set_colors(Arguments& arguments, std::string_view option, std::size_t size) {
  QuantizeOptions& quantize = arguments.quantize;
  if (arguments.colors_given && quantize.colors != size) {
    throw UsageError(fmt::format("--{}: this palette has {} color{}, but -k asks for {}; leave one of them out", option,
                                 grouped(size), size == 1 ? "" : "s", grouped(quantize.colors)));
  }
  quantize.colors = static_cast<std::uint32_t>(size);
}

/// Colors that were listed one by one are meant in that order; those of presets and files are for any use.
bool is_list(const std::string& text) { return text.find_first_of(",;") != std::string::npos || text.starts_with('#'); }

void sort_by_luminance(Palette& colors) {
  const Palette ordered = colors;
  std::vector<std::size_t> order = luminance_order(colors);
  for (std::size_t i = 0; i < order.size(); ++i) colors[i] = ordered[order[i]];
}

Option palette_order_option() {
  static constexpr std::array<std::string_view, 2> words = {"smallest", "keep"};
  return {.group = group::palette,
          .name = "palette-order",
          .value = "ORDER",
          .help =
              "What the file does with the palette: smallest (unused colors are left out, others reordered, gray may "
              "need none) or keep (all of it, in its order; PNG, GIF, TIFF and BMP)",
          .standard = std::string(words.front()),
          .completion = Completion::choices,
          .choices = {words.begin(), words.end()},
          .set = [](Arguments& a, const std::string& text) {
            const auto* place = std::find(words.begin(), words.end(), text);
            if (place == words.end()) refuse_choice({words.begin(), words.end()}, text);
            a.encode.palette_order = static_cast<PaletteOrder>(place - words.begin());
          }};
}

}  // namespace

Option pin_option() {
  return {.group = group::palette,
          .name = "pin",
          .value = "PALETTE",
          .help = "Keep these colors exactly, and find the others of the -k around them; more than one --pin adds up",
          .completion = Completion::file,
          .set = [](Arguments& a, const std::string& text) { a.pins.push_back(text); }};
}

Option salience_option() {
  return {.group = group::palette,
          .name = "salience",
          .value = "X",
          .help =
              "How far large areas give way to small ones of another color, 0 (all pixels count alike) to 1 (all "
              "areas do)",
          .standard = fmt::format("{}", QuantizeOptions{}.salience),
          .set = [](Arguments& a, const std::string& text) {
            a.quantize.salience = parse_real(text);
            if (a.quantize.salience > 1) {
              throw UsageError(fmt::format("expected a number from 0 to 1, not {}", in_quotes(text)));
            }
          }};
}

std::vector<Option> palette_options() {
  return {
      {.group = group::palette,
       .name = "palette",
       .value = "PALETTE",
       .help = fmt::format("Draw with these colors, whose number replaces -k: a list such as '#123,#a0b1c2', a palette "
                           "file ({}, any picture), or one of {}",
                           palette_format_names(), preset_names()),
       .completion = Completion::file,
       .set = [](Arguments& a, const std::string& text) { a.palette = text; }},
      palette_order_option(),
      pin_option(),
      {.group = group::palette,
       .name = "recolor",
       .value = "PALETTE",
       .help =
           "Draw what was found in these colors instead, whose number replaces -k: the darkest area in the first of "
           "a list, or in the darkest of a file or preset",
       .completion = Completion::file,
       .set = [](Arguments& a, const std::string& text) { a.recolor = text; }},
      {.group = group::palette,
       .name = "shared-palette",
       .help = "Find one palette of -k colors for all pictures, and draw each with it; every file is read twice",
       .set = [](Arguments& a, const std::string&) { a.shared_palette = true; }},
      salience_option(),
  };
}

void resolve_palettes(Arguments& arguments) {
  QuantizeOptions& quantize = arguments.quantize;
  const int given = int{arguments.palette.has_value()} + int{!arguments.pins.empty()} +
                    int{arguments.recolor.has_value()} + int{quantize.init == Init::given};
  if (given > 1) throw UsageError("--palette, --pin, --recolor and a palette for --init exclude each other");
  if (arguments.shared_palette) {
    if (arguments.palette || arguments.recolor) {
      throw UsageError("--shared-palette finds the colors; it excludes --palette and --recolor");
    }
    if (std::find(arguments.inputs.begin(), arguments.inputs.end(), "-") != arguments.inputs.end()) {
      throw UsageError("--shared-palette reads every picture twice, which standard input does not allow");
    }
  }
  if (arguments.palette) {
    quantize.palette = palette_argument("palette", *arguments.palette).colors;
    set_colors(arguments, "palette", quantize.palette.size());
  }
  if (!arguments.pins.empty()) {
    quantize.pins.clear();
    for (const std::string& pin : arguments.pins) {
      const Palette colors = palette_argument("pin", pin).colors;
      quantize.pins.insert(quantize.pins.end(), colors.begin(), colors.end());
    }
    if (quantize.pins.size() > quantize.colors) {
      throw UsageError(fmt::format("--pin: {} colors are pinned, but -k keeps only {}; pin fewer or raise -k",
                                   grouped(quantize.pins.size()), grouped(quantize.colors)));
    }
  }
  if (arguments.recolor) {
    quantize.recolor = palette_argument("recolor", *arguments.recolor).colors;
    if (quantize.recolor.size() == 1) throw UsageError("--recolor: takes at least 2 colors");
    if (!is_list(*arguments.recolor)) sort_by_luminance(quantize.recolor);
    set_colors(arguments, "recolor", quantize.recolor.size());
  }
}

}  // namespace kvant::cli
