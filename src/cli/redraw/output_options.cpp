#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/options/common_options.hpp"
#include "cli/options/values.hpp"
#include "cli/redraw/output_path.hpp"
#include "cli/redraw/redraw_options.hpp"
#include "cli/terminal/text.hpp"
#include "kvant/palette.hpp"

namespace kvant::cli {
namespace {

Format format_of_word(const std::string& text) {
  const std::optional<Format> format = format_of_extension("any." + text);
  if (!format || !can_write(*format)) refuse_choice(format_words(), text);
  return *format;
}

Color background_color(const std::string& text) {
  if (text == "white") return {255, 255, 255};
  if (text == "black") return {0, 0, 0};
  const std::optional<Color> color = parse_color(text);
  if (!color || color->a != 255) {
    throw UsageError(fmt::format("expected white, black or a color as #rgb or #rrggbb, not {}", in_quotes(text)));
  }
  return *color;
}

}  // namespace

std::vector<Option> output_options(RedrawArguments& arguments) {
  return {
      output_option(arguments.output.name, "Write here, in the format of the extension; - is standard output",
                    "FILE-kN.png beside the input, or FILE-qN.jpg with -k all --format jpeg"),
      {.group = group::kOutput,
       .name = "out-dir",
       .value = "DIR",
       .help = "Write below this folder, which is made if needed; folders given are mirrored in it",
       .completion = Completion::directory,
       .set = [&arguments](const std::string& text) { arguments.out_dir = text; }},
      {.group = group::kOutput,
       .name = "format",
       .value = "FORMAT",
       .help = fmt::format("Format to write: {}", fmt::join(format_words(), ", ")),
       .standard = "png, or as -o says",
       .completion = Completion::choices,
       .choices = format_words(),
       .set = [&arguments](const std::string& text) { arguments.format = format_of_word(text); }},
      switch_option({.group = group::kOutput,
                     .name = "keep-extension",
                     .help = "Name results FILE-kN.jpg.png, so that s.jpg and s.gif do not meet"},
                    arguments.keep_extension),
      switch_option(
          {.group = group::kOutput,
           .name = "skip-if-larger",
           .help =
               "Do not write results that are not smaller than the original; on standard output, pass that through"},
          arguments.skip_if_larger),
      {.group = group::kOutput,
       .name = "background",
       .value = "COLOR",
       .help = "Draw transparent pixels on this color: all of them, or for GIF those of soft edges",
       .set = [&arguments](const std::string& text) { arguments.background = background_color(text); }},
      switch_option({.group = group::kOutput,
                     .name = "keep-metadata",
                     .help = "Keep author and copyright, in PNG, JPEG and TIFF; the resolution is kept anyway"},
                    arguments.keep_metadata),
      switch_option({.group = group::kOutput,
                     .name = "preserve",
                     .help = "Give results the times of access and modification of their originals"},
                    arguments.preserve_times),
      force_option(arguments.output.force),
      quality_option(arguments.encode.quality),
      {.group = group::kOutput,
       .name = "labels",
       .value = "FILE",
       .help = "Also write which color each pixel has, as a NumPy array (.npy) or a gray picture (.png)",
       .completion = Completion::file,
       .set = [&arguments](const std::string& text) { arguments.labels = text; }},
      {.group = group::kOutput,
       .name = "animate",
       .value = "FILE",
       .help = "Also write how the colors are found, as an animation (.gif or .webp): the picture after each iteration "
               "of plain k-means, at last as it is written; --init random shows more movement",
       .completion = Completion::file,
       .set = [&arguments](const std::string& text) { arguments.animate = text; }},
  };
}

}  // namespace kvant::cli
