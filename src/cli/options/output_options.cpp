#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/options/common_options.hpp"
#include "cli/options/redraw_options.hpp"
#include "cli/options/values.hpp"
#include "cli/terminal/text.hpp"
#include "kvant/palette.hpp"

namespace kvant::cli {
namespace {

std::vector<std::string> format_words() {
  std::vector<std::string> words;
  for (Format format : written_formats()) words.push_back(format_word(format));
  return words;
}

void set_format(Arguments& arguments, const std::string& text) {
  const std::optional<Format> format = format_of_extension("any." + text);
  if (!format || !can_write(*format)) refuse_choice(format_words(), text);
  arguments.format = format;
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

std::vector<Option> output_options() {
  return {
      output_option("Write here, in the format of the extension; - is standard output", "FILE-kN.png beside the input"),
      {.group = group::output,
       .name = "out-dir",
       .value = "DIR",
       .help = "Write below this folder, which is made if needed; folders given are mirrored in it",
       .completion = Completion::directory,
       .set = [](Arguments& a, const std::string& text) { a.out_dir = text; }},
      {.group = group::output,
       .name = "format",
       .value = "FORMAT",
       .help = fmt::format("Format to write: {}", fmt::join(format_words(), ", ")),
       .standard = "png, or as -o says",
       .completion = Completion::choices,
       .choices = format_words(),
       .set = set_format},
      {.group = group::output,
       .name = "keep-extension",
       .help = "Name results FILE-kN.jpg.png, so that s.jpg and s.gif do not meet",
       .set = [](Arguments& a, const std::string&) { a.keep_extension = true; }},
      {.group = group::output,
       .name = "skip-if-larger",
       .help = "Do not write results that are not smaller than the original; on standard output, pass that through",
       .set = [](Arguments& a, const std::string&) { a.skip_if_larger = true; }},
      {.group = group::output,
       .name = "background",
       .value = "COLOR",
       .help = "Draw transparent pixels on this color: all of them, or for GIF those of soft edges",
       .set = [](Arguments& a, const std::string& text) { a.background = background_color(text); }},
      {.group = group::output,
       .name = "keep-metadata",
       .help = "Keep author and copyright, in PNG, JPEG and TIFF; the resolution is kept anyway",
       .set = [](Arguments& a, const std::string&) { a.keep_metadata = true; }},
      {.group = group::output,
       .name = "preserve",
       .help = "Give results the times of access and modification of their originals",
       .set = [](Arguments& a, const std::string&) { a.preserve_times = true; }},
      force_option(),
      quality_option(),
      {.group = group::output,
       .name = "labels",
       .value = "FILE",
       .help = "Also write which color each pixel has, as a NumPy array (.npy) or a gray picture (.png)",
       .completion = Completion::file,
       .set = [](Arguments& a, const std::string& text) { a.labels = text; }},
      {.group = group::output,
       .name = "animate",
       .value = "FILE",
       .help = "Also write how the colors are found, as an animation (.gif or .webp): the picture after each iteration "
               "of plain k-means, at last as it is written; --init random shows more movement",
       .completion = Completion::file,
       .set = [](Arguments& a, const std::string& text) { a.animate = text; }},
  };
}

}  // namespace kvant::cli
