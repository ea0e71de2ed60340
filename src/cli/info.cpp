#include "info.hpp"

#include <fmt/format.h>

#include "color_histogram.hpp"
#include "common_options.hpp"
#include "each_picture.hpp"
#include "json.hpp"
#include "streams.hpp"
#include "text.hpp"
#include "values.hpp"

namespace kvant::cli {
namespace {

double bits_per_pixel(const ReadResult& in) {
  return 8 * static_cast<double>(in.bytes) / static_cast<double>(in.image.pixels());
}

std::string text_of(const std::string& input, const ReadResult& in, std::uint64_t colors) {
  const Image& image = in.image;
  std::string text = name_of_input(input) + '\n';
  const auto line = [&](std::string_view what, const std::string& figure) {
    text += fmt::format("  {:17} {}\n", what, figure);
  };
  line("format", std::string(format_name(in.format)));
  line("file",
       fmt::format("{} ({} bytes), {:.2f} bits per pixel", size_text(in.bytes), grouped(in.bytes), bits_per_pixel(in)));
  line("size", fmt::format("{} x {} ({} px)", image.width, image.height, grouped(image.pixels())));
  line("colors", grouped(colors));
  return text;
}

Json json_of(const std::string& input, const ReadResult& in, std::uint64_t colors) {
  return {{"input", input},
          {"format", format_word(in.format)},
          {"bytes", in.bytes},
          {"width", in.image.width},
          {"height", in.image.height},
          {"pixels", in.image.pixels()},
          {"distinct_colors", colors},
          {"bits_per_pixel", bits_per_pixel(in)}};
}

int run(const Arguments& arguments) {
  bool first = true;
  return for_each_picture(arguments, [&](const std::string& input, const ReadResult& in) {
    Workers workers(arguments.quantize.threads);
    const std::uint64_t colors = count_colors(in.image, workers).size();
    if (arguments.json) {
      write_standard_output(dump(json_of(input, in, colors), arguments.inputs.size() == 1) + '\n');
    } else {
      if (!first) write_standard_output("\n");
      write_standard_output(text_of(input, in, colors));
    }
    first = false;
  });
}

}  // namespace

Command info_command() {
  return {
      .name = "info",
      .summary = "tell what is in picture files",
      .operands = "FILE...",
      .description = "Prints the format, the size and the distinct colors of each picture.",
      .examples = {{"kvant info photo.jpg", "format, size, colors"},
                   {"kvant info --json *.jpg", "a line of JSON for each picture"}},
      .options = {frame_option(), max_pixels_option(), quiet_option(),
                  json_option("Print the figures as JSON, one line per picture if there are several"), threads_option(),
                  help_option()},
      .check = [](const Arguments&) {},
      .run = run,
  };
}

}  // namespace kvant::cli
