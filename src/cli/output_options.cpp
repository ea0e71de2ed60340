#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/common_options.hpp"
#include "cli/redraw_options.hpp"
#include "cli/text.hpp"
#include "cli/values.hpp"

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
