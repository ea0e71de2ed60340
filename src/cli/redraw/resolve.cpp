#include "cli/redraw/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/options/palette_argument.hpp"
#include "cli/options/values.hpp"
#include "cli/terminal/text.hpp"
#include "color/color_order.hpp"

namespace kvant::cli {
namespace {

std::uint32_t most_colors(const RedrawArguments& arguments) {
  if (arguments.colors) return *arguments.colors;
  if (arguments.aim.automatic) return ColorCurveOptions{}.to;
  return arguments.aim.any() ? kMostColorsForAim : QuantizeOptions{}.colors;
}

/// The palette replaces -k, so both must agree.
void set_colors(RedrawArguments& arguments, std::string_view option, std::size_t size) {
  if (arguments.colors && *arguments.colors != size) {
    throw UsageError(fmt::format("--{}: this palette has {}, but -k asks for {}; leave one of them out", option,
                                 counted(size, "color"), grouped(*arguments.colors)));
  }
  arguments.quantize.colors = static_cast<std::uint32_t>(size);
}

std::string_view init_word(Init init) { return init == Init::random ? "random" : "k-means++"; }

void resolve_start(RedrawArguments& arguments) {
  if (!arguments.init) return;
  QuantizeOptions& quantize = arguments.quantize;
  for (Init init : {Init::kmeans_plus_plus, Init::random}) {
    if (*arguments.init == init_word(init)) {
      quantize.init = init;
      return;
    }
  }
  quantize.start = palette_argument("init", *arguments.init, "k-means++, random, ").colors;
  set_colors(arguments, "init", quantize.start.size());
}

void require_one_source_of_colors(const RedrawArguments& arguments) {
  const int given = int{arguments.palette.has_value()} + int{!arguments.pins.empty()} +
                    int{arguments.recolor.has_value()} + int{!arguments.quantize.start.empty()};
  if (given > 1) throw UsageError("--palette, --pin, --recolor and a palette for --init exclude each other");
}

void require_shareable_palette(const RedrawArguments& arguments) {
  if (!arguments.shared_palette) return;
  if (arguments.palette || arguments.recolor) {
    throw UsageError("--shared-palette finds the colors; it excludes --palette and --recolor");
  }
  if (std::ranges::count(arguments.inputs.names, "-") != 0) {
    throw UsageError("--shared-palette reads every picture twice, which standard input does not allow");
  }
}

/// Colors that were listed one by one are meant in that order; those of presets and files are for any use.
bool is_list(const std::string& text) { return text.find_first_of(",;") != std::string::npos || text.starts_with('#'); }

void sort_by_luminance(Palette& colors) {
  const Palette ordered = colors;
  std::vector<std::size_t> order = luminance_order(colors);
  for (std::size_t i = 0; i < order.size(); ++i) colors[i] = ordered[order[i]];
}

void resolve_palettes(RedrawArguments& arguments) {
  QuantizeOptions& quantize = arguments.quantize;
  if (arguments.palette) {
    quantize.palette = palette_argument("palette", *arguments.palette).colors;
    set_colors(arguments, "palette", quantize.palette.size());
  }
  quantize.pins = pinned_colors(arguments.pins, quantize.colors);
  if (arguments.recolor) {
    quantize.recolor = palette_argument("recolor", *arguments.recolor).colors;
    if (quantize.recolor.size() == 1) throw UsageError("--recolor: takes at least 2 colors");
    if (!is_list(*arguments.recolor)) sort_by_luminance(quantize.recolor);
    set_colors(arguments, "recolor", quantize.recolor.size());
  }
}

void require_one_aim(const Aim& aim) {
  const int aims = int{aim.automatic} + int{aim.psnr.has_value()} + int{aim.max_delta.has_value()} +
                   int{aim.target_size.has_value()};
  if (aims > 1) throw UsageError("-k auto, --psnr, --max-delta and --target-size exclude each other");
}

void require_no_palette_with_aim(const Aim& aim, const QuantizeOptions& quantize) {
  if (!aim.any()) return;
  if (!quantize.palette.empty() || !quantize.recolor.empty() || !quantize.start.empty()) {
    throw UsageError(
        "a given palette has its number of colors; leave out -k auto, --psnr, --max-delta or --target-size");
  }
}

/// What says how a palette is found or drawn with means nothing where there is none.
void require_no_palette_with_all_colors(const RedrawArguments& arguments) {
  if (!arguments.all_colors) return;
  const QuantizeOptions& quantize = arguments.quantize;
  const QuantizeOptions standard;
  const std::pair<bool, std::string_view> given[] = {
      {arguments.aim.psnr.has_value(), "psnr"},
      {arguments.aim.max_delta.has_value(), "max-delta"},
      {arguments.aim.target_size.has_value(), "target-size"},
      {quantize.space != standard.space, "space"},
      {arguments.init.has_value(), "init"},
      {arguments.palette.has_value(), "palette"},
      {arguments.encode.palette_order != PaletteOrder::smallest, "palette-order"},
      {!arguments.pins.empty(), "pin"},
      {arguments.recolor.has_value(), "recolor"},
      {arguments.shared_palette, "shared-palette"},
      {quantize.salience > 0, "salience"},
      {quantize.dither != standard.dither, "dither"},
      {quantize.dither_strength != standard.dither_strength, "dither-strength"},
      {quantize.tolerance != standard.tolerance, "tol"},
      {quantize.max_iterations != standard.max_iterations, "max-iter"},
      {quantize.seed != standard.seed, "seed"},
      {arguments.labels.has_value(), "labels"},
      {arguments.animate.has_value(), "animate"},
  };
  for (const auto& [is_given, option] : given) {
    if (is_given) throw UsageError(fmt::format("-k all has no palette; leave out --{}", option));
  }
}

}  // namespace

std::vector<std::string> start_words() {
  return {std::string(init_word(Init::kmeans_plus_plus)), std::string(init_word(Init::random))};
}

std::string_view start_word(const QuantizeOptions& options) {
  return options.start.empty() ? init_word(options.init) : "palette";
}

void resolve(RedrawArguments& arguments) {
  require_no_palette_with_all_colors(arguments);
  arguments.quantize.colors = most_colors(arguments);
  resolve_start(arguments);
  require_one_source_of_colors(arguments);
  require_shareable_palette(arguments);
  resolve_palettes(arguments);
  require_one_aim(arguments.aim);
  require_no_palette_with_aim(arguments.aim, arguments.quantize);
  arguments.encode.effort = arguments.quantize.effort;
  arguments.inputs.read.threads = arguments.quantize.threads;
  arguments.encode.threads = arguments.quantize.threads;
  if (arguments.output.name) arguments.encode.pnm = pnm_kind_of_extension(*arguments.output.name);
}

}  // namespace kvant::cli
