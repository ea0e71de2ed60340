#include "cli/commands/cloud.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>

#include "cli/commands/cloud_files.hpp"
#include "cli/commands/each_picture.hpp"
#include "cli/options/common_options.hpp"
#include "cli/options/values.hpp"
#include "cli/page/page.hpp"
#include "cli/terminal/text.hpp"
#include "kvant/error.hpp"

namespace kvant::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostPoints = 16'777'216;

/// What a cloud can be written as.
struct CloudFormat {
  std::string_view extension;
  std::vector<std::uint8_t> (*encode)(const PointCloud&, const std::string& name, const CloudArguments&);
};

constexpr std::array kFormats = {CloudFormat{".png", cloud_png}, CloudFormat{".ply", cloud_ply},
                                 CloudFormat{".html", cloud_html}};

/// The format of the output's name; PNG for streams.
const CloudFormat& format_of(const fs::path& output) {
  std::string extension = output.extension();
  for (char& letter : extension) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  for (const CloudFormat& format : kFormats) {
    if (extension == format.extension) return format;
  }
  if (output == "-") return kFormats.front();
  std::string known;
  for (const CloudFormat& format : kFormats) {
    if (!known.empty()) known += " or ";
    known += format.extension;
  }
  throw UsageError(fmt::format("--output: {} must end in {}", in_quotes(output.native()), known));
}

/// "photo.jpg" as "photo-cloud.png", beside it; from standard input, standard output.
fs::path output_of(const CloudArguments& arguments) {
  return output_or_beside(arguments.inputs, arguments.output, "-cloud.png");
}

CloudAxes axes_of(const CloudArguments& cloud) {
  if (cloud.axes) return *cloud.axes;
  return cloud.view && cloud.view->axes ? *cloud.view->axes : CloudAxes::rgb;
}

void require_axes_of_view(const CloudArguments& cloud) {
  if (cloud.axes && cloud.view && cloud.view->axes && *cloud.view->axes != *cloud.axes) {
    throw UsageError(fmt::format("--view: {} looks at {} axes, but --axes asks for {}", cloud.view->name,
                                 axes_name(*cloud.view->axes), axes_name(*cloud.axes)));
  }
}

/// A still has options that the other formats have no use for.
void require_use_of_options(const CloudArguments& cloud) {
  const CloudFormat& format = format_of(output_of(cloud));
  if (format.encode == cloud_html && (cloud.view || cloud.show || cloud.dark)) {
    throw UsageError(
        "--view, --show and --dark are for stills; a page is turned by hand, shows both clouds and follows the "
        "system");
  }
  if (format.encode != cloud_ply) return;
  if (cloud.view) throw UsageError("--view: points in a PLY file are seen from anywhere; it is for pictures");
  if (cloud.dark) throw UsageError("--dark: a PLY file has no background; it is for pictures");
  if (cloud.show && cloud.show->before && cloud.show->after) {
    throw UsageError("--show: a PLY file holds one cloud; write before and after to two files");
  }
}

PointCloud cloud_of(const Image& image, const CloudArguments& arguments) {
  Workers workers(arguments.inputs.read.threads);
  const ColorHistogram histogram = count_colors(image, workers);
  const FittedPalette fitted = fit_palette(
      histogram, quantize_options(arguments.search, arguments.colors, arguments.inputs.read.threads), workers);
  PointCloud cloud = make_point_cloud(histogram, fitted, axes_of(arguments), arguments.points);
  if (cloud.points.empty()) {
    throw Error(ErrorCode::unsupported, "every pixel is fully transparent: there are no colors to show");
  }
  return cloud;
}

int run(const CloudArguments& arguments) {
  refuse_terminal(arguments.inputs, arguments.output, "a picture");
  const fs::path output = output_of(arguments);
  const CloudFormat& format = format_of(output);
  return make_file(arguments.inputs, arguments.output, output, arguments.telling,
                   [&](const std::string& input, const ReadResult& in) -> MadeFile {
                     if (format.encode == cloud_html) require_page();
                     const PointCloud cloud = cloud_of(in.image, arguments);
                     std::string holds = counted(cloud.distinct_colors, "color");
                     if (cloud.points.size() < cloud.distinct_colors) {
                       holds += fmt::format(" ({} shown)", grouped(cloud.points.size()));
                     }
                     holds += fmt::format(", {}, ", counted(cloud.centers.size(), "center"));
                     return {format.encode(cloud, title_of_input(input), arguments), holds};
                   });
}

template <class Choices>
std::vector<std::string> names_of(const Choices& choices) {
  std::vector<std::string> names;
  for (const auto& choice : choices) names.emplace_back(choice.name);
  return names;
}

template <class Choices>
auto chosen(const Choices& choices, const std::string& text) {
  for (const auto& choice : choices) {
    if (choice.name == text) return choice;
  }
  refuse_choice(names_of(choices), text);
}

std::vector<std::string> axes_names() {
  return {std::string(axes_name(CloudAxes::rgb)), std::string(axes_name(CloudAxes::oklab))};
}

std::vector<Option> cloud_options(CloudArguments& arguments) {
  return {
      {.group = group::kCloud,
       .name = "axes",
       .value = "AXES",
       .help = "Where the points lie: rgb, or oklab (a and b across, lightness up)",
       .standard = "rgb, or as --view says",
       .completion = Completion::choices,
       .choices = axes_names(),
       .set =
           [&arguments](const std::string& text) {
             arguments.axes = axes_of_name(text);
             if (!arguments.axes) refuse_choice(axes_names(), text);
           }},
      {.group = group::kCloud,
       .name = "view",
       .value = "VIEW",
       .help = "How a picture shows them: 3d, or flat along an axis, such as red-green or a-b",
       .standard = "3d",
       .completion = Completion::choices,
       .choices = names_of(kCloudViews),
       .set = [&arguments](const std::string& text) { arguments.view = chosen(kCloudViews, text); }},
      {.group = group::kCloud,
       .name = "show",
       .value = "WHICH",
       .help = "The colors before, those after, or both; PLY holds one of the two",
       .standard = "both; before in PLY",
       .completion = Completion::choices,
       .choices = names_of(kCloudShows),
       .set = [&arguments](const std::string& text) { arguments.show = chosen(kCloudShows, text); }},
      {.group = group::kCloud,
       .name = "points",
       .value = "N",
       .help = "Show at most so many colors, drawn by their share of the pixels, always the same ones",
       .standard = fmt::format("{}", CloudArguments{}.points),
       .set =
           [&arguments](const std::string& text) {
             arguments.points = static_cast<std::size_t>(parse_whole(text, 1, kMostPoints));
           }},
      switch_option({.group = group::kCloud, .name = "dark", .help = "Draw on a dark background"}, arguments.dark),
  };
}

std::vector<Option> options(CloudArguments& arguments) {
  Search& search = arguments.search;
  ReadOptions& read = arguments.inputs.read;
  Output& output = arguments.output;
  std::vector<Option> all = {colors_option(arguments.colors), space_option(search.space), effort_option(search.effort),
                             seed_option(search.seed)};
  std::ranges::move(cloud_options(arguments), std::back_inserter(all));
  for (const Option& option :
       {output_option(output.name,
                      "Write here: .png is a picture, .ply points for Blender, CloudCompare or MeshLab, .html a page "
                      "in which they turn; - is standard output",
                      "FILE-cloud.png beside the input"),
        force_option(output.force), frame_option(read), lenient_option(read), max_pixels_option(read),
        quiet_option(arguments.telling.quiet), threads_option(arguments.inputs.read.threads), help_option()}) {
    all.push_back(option);
  }
  return all;
}

}  // namespace

Command cloud_command() {
  const auto arguments = std::make_shared<CloudArguments>();
  return {
      .name = "cloud",
      .summary = "show a picture's colors as points in space, before and after",
      .operands = "FILE",
      .description =
          R"(Draws the colors of a picture as points in the RGB cube or in Oklab, and beside it the `k` colors that it would be redrawn with as balls, their areas as large as their shares of the pixels.

A `.ply` file (binary, little-endian) holds points instead: `x y z`, `red green blue alpha`, `pixels` (how many have the color) and `center` (the number of the color that it becomes). With `--show before`, which is the default, these are the picture's colors; with `--show after` the `k` centers. Coordinates are R, G, B from 0 to 255, or Oklab's a, b and L, with L up.)",
      .examples = {{"kvant cloud photo.jpg -k 16", "write photo-cloud.png beside it"},
                   {"kvant cloud photo.jpg -k 16 --axes oklab --dark", "in Oklab, on a dark background"},
                   {"kvant cloud photo.jpg --view red-green -o rg.png", "green against red, flat"},
                   {"kvant cloud photo.jpg -k 16 -o cloud.html", "a page to turn them around in"},
                   {"kvant cloud photo.jpg --show after -o centers.ply", "the centers, for other programs"}},
      .options = options(*arguments),
      .inputs = &arguments->inputs.names,
      .check =
          [arguments] {
            require_name(arguments->output);
            require_axes_of_view(*arguments);
            require_use_of_options(*arguments);
          },
      .run = [arguments] { return run(*arguments); },
  };
}

}  // namespace kvant::cli
