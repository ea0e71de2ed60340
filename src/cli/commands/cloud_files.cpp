#include "cli/commands/cloud_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/commands/command_line.hpp"
#include "cli/page/page.hpp"
#include "cli/page/page_data.hpp"
#include "cli/terminal/text.hpp"
#include "color/color_order.hpp"
#include "plot/cloud_plot.hpp"
#include "plot/ply.hpp"

namespace kvant::cli {
namespace {

std::string colors_text(std::uint64_t colors) { return counted(colors, "color"); }

/// Half the side of a square around gray, a multiple of the grid's step, that holds a and b of every point.
double chroma_of(const PointCloud& cloud, double step) {
  double largest = step;
  for (const auto* points : {&cloud.points, &cloud.centers}) {
    for (const PointCloud::Point& point : *points) {
      for (std::size_t i : {0, 1}) largest = std::max(largest, std::abs(double{point.position[i]}));
    }
  }
  return step * std::ceil(largest / step);
}

std::array<CloudPlot::Axis, 3> axes_of(const PointCloud& cloud) {
  if (cloud.axes == CloudAxes::rgb) {
    const auto axis = [](const char* name) {
      return CloudPlot::Axis{.name = name, .from = 0, .to = 255, .step = 51, .unit = 1};
    };
    return {axis("red"), axis("green"), axis("blue")};
  }
  constexpr double step = 0.05;
  const double chroma = chroma_of(cloud, step);
  // As distances count them.
  const auto axis = [&](const char* name) {
    return CloudPlot::Axis{.name = name, .from = -chroma, .to = chroma, .step = step, .unit = 2};
  };
  return {axis("a"), axis("b"), CloudPlot::Axis{.name = "lightness", .from = 0, .to = 1, .step = 0.2, .unit = 1}};
}

std::string_view title_of(Space space) {
  switch (space) {
    case Space::srgb:
      return "sRGB";
    case Space::linear:
      return "linear light";
    case Space::oklab:
      break;
  }
  return "Oklab";
}

std::string note_of(const PointCloud& cloud, const CloudArguments& arguments) {
  std::string note = arguments.view && arguments.view->flat ? "Discs" : "Balls";
  note += " are sized by their share of the pixels. Dots are the picture's colors";
  if (cloud.points.size() < cloud.distinct_colors) {
    note += fmt::format(", {} of them, drawn by their share", grouped(cloud.points.size()));
  }
  note += fmt::format(". Fitted in {}.", title_of(arguments.search.space));
  if (cloud.axes == CloudAxes::oklab) note += " Chroma (a, b) is drawn twice as large as lightness.";
  return note;
}

}  // namespace

std::vector<std::uint8_t> cloud_png(const PointCloud& cloud, const std::string& name, const CloudArguments& arguments) {
  CloudPlot plot;
  plot.title = name;
  plot.before_title = colors_text(cloud.distinct_colors);
  plot.after_title = colors_text(cloud.centers.size());
  plot.note = note_of(cloud, arguments);
  plot.axes = axes_of(cloud);
  if (arguments.view) plot.flat = arguments.view->flat;
  if (arguments.show) {
    plot.before = arguments.show->before;
    plot.after = arguments.show->after;
  }
  plot.dark = arguments.dark;
  for (const PointCloud::Point& point : cloud.points) {
    plot.dots.push_back({point.position, point.color, cloud.centers[point.center].color});
  }
  Palette palette;
  for (const PointCloud::Point& center : cloud.centers) palette.push_back(center.color);
  for (std::size_t i : luminance_order(palette)) {
    const PointCloud::Point& center = cloud.centers[i];
    const double share = static_cast<double>(center.pixels) / static_cast<double>(cloud.pixels);
    plot.balls.push_back({center.position, center.color, share});
  }
  return draw_cloud(plot, PlotFormat::png);
}

std::vector<std::uint8_t> cloud_html(const PointCloud& cloud, const std::string& name,
                                     const CloudArguments& arguments) {
  const QuantizeOptions options = quantize_options(arguments.search, arguments.colors, arguments.inputs.read.threads);
  const std::string line = command_line("cloud", arguments.inputs, options, *arguments.output.name);
  const std::string page = fill_page(cloud_data(cloud, name, {{"Makes this page", line}}));
  return {page.begin(), page.end()};
}

std::vector<std::uint8_t> cloud_ply(const PointCloud& cloud, const std::string& name, const CloudArguments& arguments) {
  const bool after = arguments.show && arguments.show->after;
  std::vector<PlyPoint> points;
  for (const PointCloud::Point& point : after ? cloud.centers : cloud.points) {
    points.push_back({point.position, point.color, point.pixels, point.center});
  }
  const std::string axes = cloud.axes == CloudAxes::rgb ? "x y z are red green blue" : "x y z are Oklab a b L";
  return encode_ply(points, fmt::format("kvant: {} of {}; {}; pixels have this color; center is the one it goes to",
                                        colors_text(points.size()), name, axes));
}

}  // namespace kvant::cli
