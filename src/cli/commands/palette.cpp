#include "cli/commands/palette.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <numeric>
#include <span>

#include "cli/commands/each_picture.hpp"
#include "cli/options/common_options.hpp"
#include "cli/options/palette_argument.hpp"
#include "cli/options/values.hpp"
#include "cli/terminal/json.hpp"
#include "cli/terminal/read_input.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/swatches.hpp"
#include "cli/terminal/target.hpp"
#include "cli/terminal/text.hpp"
#include "color/color_order.hpp"
#include "image/formats.hpp"
#include "kvant/error.hpp"
#include "palette/palette_codecs.hpp"

namespace kvant::cli {
namespace {

namespace fs = std::filesystem;

enum class PaletteSort { share, luma, hue };
constexpr std::array<std::string_view, 3> kSortNames = {"share", "luma", "hue"};

struct PaletteArguments {
  Inputs inputs = {};
  std::optional<std::uint32_t> colors = {};
  Search search = {};
  std::vector<std::string> pins = {};
  double salience = QuantizeOptions{}.salience;
  Output output = {};
  std::optional<PaletteFormat> format = {};
  std::optional<PaletteSort> sort = {};  ///< none: by share, or as the file has them
  Telling telling = {};
};

template <class Names>
std::vector<std::string> words_of(const Names& names) {
  return {names.begin(), names.end()};
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (PaletteFormat format : palette_formats()) names.emplace_back(palette_format_name(format));
  return names;
}

/// The format by --format, else by the extension of -o; none: text for people. Throws UsageError.
std::optional<PaletteFormat> output_palette_format(const PaletteArguments& arguments) {
  const std::optional<PaletteFormat> asked = arguments.format;
  if (!arguments.output.name || *arguments.output.name == "-") return asked;
  const std::optional<PaletteFormat> named = palette_format_of_extension(*arguments.output.name);
  if (!asked && !named) {
    throw UsageError(
        fmt::format("--output: the name {} does not tell the format; add --format or an extension, one of {}",
                    in_quotes(*arguments.output.name), fmt::join(format_names(), ", ")));
  }
  if (asked && named && !is_extension_of(*asked, *arguments.output.name)) {
    throw UsageError(fmt::format("--output: {} is named as {}, but --format asks for {}",
                                 in_quotes(*arguments.output.name), palette_format_name(*named),
                                 palette_format_name(*asked)));
  }
  return asked ? asked : named;
}

bool has_transparent_pixels(const Image& image) {
  if (image.channels != 4) return false;
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    if (image.depth == 8 && image.samples[4 * i + 3] == 0) return true;
    if (image.depth == 16 && image.samples[8 * i + 6] == 0 && image.samples[8 * i + 7] == 0) return true;
  }
  return false;
}

/// Throws UsageError if more are pinned than there are to be.
QuantizeOptions options_of(const PaletteArguments& arguments) {
  QuantizeOptions options = quantize_options(arguments.search, arguments.colors, arguments.inputs.read.threads);
  options.pins = pinned_colors(arguments.pins, options.colors);
  options.salience = arguments.salience;
  return options;
}

/// The colors of a picture. What is transparent is no color: it comes on top of -k, and is left out.
Swatches swatches_of(const Image& image, QuantizeOptions options) {
  if (has_transparent_pixels(image)) options.colors = std::min(options.colors + 1, 65'536U);
  const QuantizeResult result = quantize(image, options);
  Swatches swatches;
  for (std::size_t i = 0; i < result.image.palette.size(); ++i) {
    if (result.image.palette[i].a == 0) continue;
    swatches.palette.colors.push_back(result.image.palette[i]);
    swatches.pixels.push_back(result.pixel_counts[i]);
  }
  if (swatches.palette.colors.empty()) throw Error(ErrorCode::unsupported, "the picture is transparent all over");
  return swatches;
}

std::vector<std::uint8_t> read_bytes(const std::string& input, const ReadOptions& options) {
  try {
    return read_input_bytes(input, options);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) throw;
    throw Error(ErrorCode::not_found, fmt::format("{}; the presets are {}", error.what(), preset_names()));
  }
}

/// A palette as it is: the preset or the file of that name; none if the file is a picture.
std::optional<NamedPalette> known_palette(const std::string& input, std::span<const std::uint8_t> bytes,
                                          const PaletteArguments& arguments) {
  const std::optional<PaletteFormat> named = palette_format_of_extension(input);
  if (!find_format(bytes) || named == PaletteFormat::act || named == PaletteFormat::aco)
    return decode_palette(bytes, named);
  if (arguments.colors || suggested_palette(bytes).colors.empty()) return std::nullopt;
  return decode_palette(bytes);
}

Swatches read_swatches(const std::string& input, const PaletteArguments& arguments, const QuantizeOptions& options) {
  std::error_code problem;
  std::optional<NamedPalette> palette = fs::exists(input, problem) ? std::nullopt : palette_of_words(input);
  std::vector<std::uint8_t> bytes;
  if (!palette) {
    bytes = read_bytes(input, arguments.inputs.read);
    palette = known_palette(input, bytes, arguments);
  }
  if (palette && arguments.colors) {
    throw Error(ErrorCode::invalid_argument, "is a palette, not a picture; leave -k out to have all of its colors");
  }
  if (palette) {
    tell_warning(input, palette->warning, arguments.telling);
    return {.palette = *palette};
  }
  const ReadResult in = decode_image(bytes, arguments.inputs.read);
  tell_warning(input, in.warning, arguments.telling);
  return swatches_of(in.image, options);
}

std::vector<std::size_t> order_of(const Swatches& swatches, std::optional<PaletteSort> sort) {
  const bool of_picture = !swatches.pixels.empty();
  if (sort == PaletteSort::luma) return luminance_order(swatches.palette.colors);
  if (sort == PaletteSort::hue) return hue_order(swatches.palette.colors);
  if (sort == PaletteSort::share && !of_picture) {
    throw Error(ErrorCode::invalid_argument,
                "is a palette, whose colors have no share of pixels; sort them by luma or hue");
  }
  std::vector<std::size_t> order(swatches.palette.colors.size());
  std::iota(order.begin(), order.end(), 0U);
  if (of_picture) {
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return swatches.pixels[a] > swatches.pixels[b]; });
  }
  return order;
}

Swatches sorted(const Swatches& swatches, std::optional<PaletteSort> sort) {
  Swatches result;
  result.palette.name = swatches.palette.name;
  for (std::size_t i : order_of(swatches, sort)) {
    result.palette.colors.push_back(swatches.palette.colors[i]);
    if (!swatches.palette.names.empty()) result.palette.names.push_back(swatches.palette.names[i]);
    if (!swatches.pixels.empty()) result.pixels.push_back(swatches.pixels[i]);
  }
  return result;
}

Json json_of(const std::string& input, const Swatches& swatches) {
  const NamedPalette& palette = swatches.palette;
  const std::uint64_t all = std::accumulate(swatches.pixels.begin(), swatches.pixels.end(), std::uint64_t{0});
  Json colors = Json::array();
  for (std::size_t i = 0; i < palette.colors.size(); ++i) {
    const Color color = palette.colors[i];
    Json entry = {{"hex", hex(color)}, {"r", color.r}, {"g", color.g}, {"b", color.b}, {"a", color.a}};
    if (!swatches.pixels.empty()) {
      entry["pixels"] = swatches.pixels[i];
      entry["share"] = static_cast<double>(swatches.pixels[i]) / static_cast<double>(all);
    }
    if (!palette.names.empty() && !palette.names[i].empty()) entry["name"] = palette.names[i];
    colors.push_back(std::move(entry));
  }
  Json object = {{"input", input}};
  if (!palette.name.empty()) object["name"] = palette.name;
  object["colors"] = palette.colors.size();
  object["palette"] = std::move(colors);
  return object;
}

void tell(const std::string& input, const Swatches& swatches, const PaletteArguments& arguments) {
  const std::optional<PaletteFormat> format = output_palette_format(arguments);
  const bool to_file = arguments.output.name && *arguments.output.name != "-";
  if (format) {
    NamedPalette palette = swatches.palette;
    // GIMP and Krita list palettes by this name.
    if (*format == PaletteFormat::gpl && palette.name.empty() && to_file) {
      palette.name = fs::path(*arguments.output.name).stem().string();
    }
    const std::vector<std::uint8_t> bytes = encode_palette(palette, *format);
    if (!to_file) {
      write_standard_output(bytes);
    } else {
      write_file(*arguments.output.name, bytes, arguments.output.force);
      if (!arguments.telling.quiet) {
        const std::size_t colors = swatches.palette.colors.size();
        write_standard_error(fmt::format("{} -> {}: {} color{}, {}\n", name_of_input(input),
                                         printable(*arguments.output.name), grouped(colors), colors == 1 ? "" : "s",
                                         size_text(bytes.size())));
      }
    }
  }
  if (arguments.telling.json) {
    write_standard_output(dump(json_of(input, swatches), true) + '\n');
  } else if (!format) {
    write_standard_output(swatch_lines(swatches, can_show_colors()));
  }
}

int run(const PaletteArguments& arguments) {
  const QuantizeOptions options = options_of(arguments);
  const std::optional<PaletteFormat> format = output_palette_format(arguments);
  if (format && !palette_codec(*format).text && !arguments.output.name && standard_output_is_terminal()) {
    throw UsageError(fmt::format("{} is no text for a terminal; name a file with -o, or force it with -o -",
                                 palette_format_name(*format)));
  }
  return for_each_input(arguments.inputs, arguments.telling, [&](const std::string& input) {
    if (arguments.output.name && *arguments.output.name != "-") {
      check_target(*arguments.output.name, input, arguments.output.force, false);
    }
    tell(input, sorted(read_swatches(input, arguments, options), arguments.sort), arguments);
  });
}

void require_one_use_of_standard_output(const PaletteArguments& arguments) {
  const bool prints_palette = arguments.format && (!arguments.output.name || *arguments.output.name == "-");
  if (arguments.telling.json && prints_palette) {
    throw UsageError("--json and the palette cannot both go to standard output; name a file with -o");
  }
}

Option palette_format_option(std::optional<PaletteFormat>& format) {
  return {.group = group::kOutput,
          .name = "format",
          .value = "FORMAT",
          .help = fmt::format("Write a palette file: {}; to standard output unless -o names one",
                              fmt::join(format_names(), ", ")),
          .standard = "as -o says",
          .completion = Completion::choices,
          .choices = format_names(),
          .set = [&format](const std::string& text) {
            format = palette_format_of_name(text);
            if (!format) refuse_choice(format_names(), text);
          }};
}

Option sort_option(std::optional<PaletteSort>& sort) {
  return {.group = group::kOutput,
          .name = "sort",
          .value = "BY",
          .help = "Order of the colors: share of the pixels, largest first, luma (from dark to light) or hue",
          .standard = "share; a palette file stays as it is",
          .completion = Completion::choices,
          .choices = words_of(kSortNames),
          .set = [&sort](const std::string& text) {
            const auto* place = std::find(kSortNames.begin(), kSortNames.end(), text);
            if (place == kSortNames.end()) refuse_choice(words_of(kSortNames), text);
            sort = static_cast<PaletteSort>(place - kSortNames.begin());
          }};
}

}  // namespace

Command palette_command() {
  const auto arguments = std::make_shared<PaletteArguments>();
  Search& search = arguments->search;
  ReadOptions& read = arguments->inputs.read;
  Output& output = arguments->output;
  Telling& telling = arguments->telling;
  return {
      .name = "palette",
      .summary = "show the colors of a picture, and write palette files",
      .operands = "FILE",
      .description =
          R"(Finds the `k` colors that describe a picture best and prints them with their shares of the pixels, largest first; on a terminal with a patch of each. Fully transparent pixels are left out.

A FILE that is a palette, the name of a preset, or colors such as '#1d2021,#cc241d' in its place are shown as they are: with `--format` or `-o` they are converted. Formats keep the order of the colors, and colors that repeat. A PNG written by `-o palette.png` is a picture of swatches, and a palette file too.)",
      .examples = {{"kvant palette photo.jpg -k 5", "the five colors that describe it best"},
                   {"kvant palette photo.jpg -k 8 -o photo.ase", "a swatch file for Adobe's programs"},
                   {"kvant palette colors.gpl --format css", "from GIMP to a style sheet"},
                   {"kvant palette gruvbox --sort hue", "a palette that kvant knows"}},
      .options = {colors_option(arguments->colors), space_option(search.space), pin_option(arguments->pins),
                  salience_option(arguments->salience), effort_option(search.effort), seed_option(search.seed),
                  output_option(output.name,
                                "Write a palette file, in the format of the extension; - is standard output"),
                  palette_format_option(arguments->format), sort_option(arguments->sort), force_option(output.force),
                  frame_option(read), lenient_option(read), max_pixels_option(read), quiet_option(telling.quiet),
                  json_option(telling.json, "Print the colors as JSON"), threads_option(arguments->inputs.read.threads),
                  help_option()},
      .inputs = &arguments->inputs.names,
      .check =
          [arguments] {
            require_name(arguments->output);
            require_one_use_of_standard_output(*arguments);
          },
      .run = [arguments] { return run(*arguments); },
  };
}

}  // namespace kvant::cli
