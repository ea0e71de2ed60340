#include "cli/commands/info.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <vector>

#include "cli/commands/each_picture.hpp"
#include "cli/options/common_options.hpp"
#include "cli/terminal/json.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/text.hpp"
#include "image/picture_codec.hpp"

namespace kvant::cli {
namespace {

struct InfoArguments {
  Inputs inputs = {};
  Telling telling = {};
};

double bits_per_pixel(const ReadResult& in) {
  return 8 * static_cast<double>(in.bytes) / static_cast<double>(in.image.pixels());
}

struct Figures {
  std::uint64_t colors = 0;
  std::vector<std::size_t> values;  ///< distinct ones of each channel
  std::uint64_t transparent = 0;    ///< pixels, fully
  std::uint64_t translucent = 0;    ///< pixels, partly
  std::size_t palette_colors = 0;   ///< of the palette file
  std::uint64_t palette_bytes = 0;  ///< what that PNG weighs
};

template <class Sample>
void look_at_samples(const Image& image, Figures& figures) {
  constexpr std::size_t levels = std::size_t{1} << (8 * sizeof(Sample));
  std::vector<std::vector<bool>> seen(image.channels, std::vector<bool>(levels));
  const std::uint8_t* from = image.samples.data();
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    Sample sample = 0;
    for (std::vector<bool>& channel : seen) {
      std::memcpy(&sample, from, sizeof(sample));
      from += sizeof(sample);
      channel[sample] = true;
    }
    if (image.channels < 4) continue;
    figures.transparent += sample == 0;
    figures.translucent += sample != 0 && sample != levels - 1;
  }
  for (const std::vector<bool>& channel : seen) {
    figures.values.push_back(static_cast<std::size_t>(std::count(channel.begin(), channel.end(), true)));
  }
}

/// A palette file of the picture holds all its colors, or if these are too many the 256 that describe it best.
Figures figures_of(const ReadResult& in, unsigned threads) {
  Figures figures;
  if (in.image.depth == 8) {
    look_at_samples<std::uint8_t>(in.image, figures);
  } else {
    look_at_samples<std::uint16_t>(in.image, figures);
  }
  const QuantizeResult drawn = quantize(in.image, {.colors = 256, .threads = threads});
  figures.colors = drawn.distinct_colors;
  figures.palette_colors = drawn.image.palette.size();
  EncodeOptions encode = {.threads = threads};
  encode.metadata.resolution = in.metadata.resolution;
  figures.palette_bytes = encode_image(drawn.image, Format::png, encode).size();
  return figures;
}

std::string channels_text(const ReadResult& in) {
  return fmt::format("{}{}, {} bits per sample", in.gray ? "gray" : "RGB", in.image.channels == 4 ? " and alpha" : "",
                     in.depth == 8 ? "up to 8" : "more than 8");
}

std::string values_text(const Figures& figures) {
  constexpr std::array names = {"red", "green", "blue", "alpha"};
  std::vector<std::string> parts;
  parts.reserve(figures.values.size());
  for (std::size_t i = 0; i < figures.values.size(); ++i) {
    parts.push_back(fmt::format("{} {}", grouped(figures.values[i]), names[i]));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string text_of(const std::string& input, const ReadResult& in, const Figures& figures) {
  const Image& image = in.image;
  std::string text = name_of_input(input) + '\n';
  const auto line = [&](std::string_view what, const std::string& figure) {
    text += fmt::format("  {:17} {}\n", what, figure);
  };
  line("format", std::string(format_name(in.format)));
  line("file",
       fmt::format("{} ({} bytes), {:.2f} bits per pixel", size_text(in.bytes), grouped(in.bytes), bits_per_pixel(in)));
  line("size", fmt::format("{} x {} ({} px)", image.width, image.height, grouped(image.pixels())));
  line("samples", channels_text(in));
  line("color profile", in.color_profile.empty() ? "none, taken for sRGB" : printable(in.color_profile));
  if (in.orientation != 1) line("orientation", fmt::format("EXIF {}, turned upright", in.orientation));
  line("colors", grouped(figures.colors));
  line("distinct values", values_text(figures));
  if (image.channels == 4) {
    line("transparency",
         fmt::format("{} px fully, {} px partly", grouped(figures.transparent), grouped(figures.translucent)));
  }
  line("as a palette PNG", fmt::format("{} in {} {}", size_text(figures.palette_bytes),
                                       figures.palette_colors < figures.colors ? "the best" : "all",
                                       counted(figures.palette_colors, "color")));
  return text;
}

Json json_of(const std::string& input, const ReadResult& in, const Figures& figures) {
  return {{"input", input},
          {"format", picture_codec(in.format).word},
          {"bytes", in.bytes},
          {"width", in.image.width},
          {"height", in.image.height},
          {"pixels", in.image.pixels()},
          {"gray", in.gray},
          {"channels", in.image.channels},
          {"depth", in.depth},
          {"color_profile", in.color_profile.empty() ? Json(nullptr) : Json(in.color_profile)},
          {"orientation", in.orientation},
          {"distinct_colors", figures.colors},
          {"distinct_values", figures.values},
          {"transparent_pixels", figures.transparent},
          {"translucent_pixels", figures.translucent},
          {"bits_per_pixel", bits_per_pixel(in)},
          {"palette_colors", figures.palette_colors},
          {"palette_bytes", figures.palette_bytes}};
}

int run(const InfoArguments& arguments) {
  bool first = true;
  return for_each_picture(arguments.inputs, arguments.telling, [&](const std::string& input, const ReadResult& in) {
    const Figures figures = figures_of(in, arguments.inputs.read.threads);
    if (arguments.telling.json) {
      write_standard_output(dump(json_of(input, in, figures), arguments.inputs.names.size() == 1) + '\n');
    } else {
      if (!first) write_standard_output("\n");
      write_standard_output(text_of(input, in, figures));
    }
    first = false;
  });
}

}  // namespace

Command info_command() {
  const auto arguments = std::make_shared<InfoArguments>();
  ReadOptions& read = arguments->inputs.read;
  Telling& telling = arguments->telling;
  return {
      .name = "info",
      .summary = "tell what is in picture files",
      .operands = "FILE...",
      .description =
          "Prints the format, the size, the color profile, the orientation and the distinct colors and values of each "
          "picture, and what a palette file of it would weigh: with all its colors up to 256, else with the 256 "
          "that describe it best. Profile and orientation are those of the file; kvant applies both.",
      .examples = {{"kvant info photo.jpg", "format, size, profile, colors"},
                   {"kvant info --json *.jpg", "a line of JSON for each picture"}},
      .options = {frame_option(read), lenient_option(read), max_pixels_option(read), quiet_option(telling.quiet),
                  json_option(telling.json, "Print the figures as JSON, one line per picture if there are several"),
                  threads_option(arguments->inputs.read.threads), help_option()},
      .inputs = &arguments->inputs.names,
      .run = [arguments] { return run(*arguments); },
  };
}

}  // namespace kvant::cli
