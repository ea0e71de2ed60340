#include "cli/page/page_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/page/page_pictures.hpp"
#include "cli/terminal/json.hpp"
#include "color/color_histogram.hpp"
#include "color/draw.hpp"
#include "color/error_map.hpp"
#include "color/fidelity.hpp"
#include "color/fit_palette.hpp"
#include "color/palette.hpp"
#include "color/point_cloud.hpp"
#include "color/spatial_difference.hpp"
#include "image/picture_codec.hpp"
#include "kvant/aim.hpp"
#include "kvant/choose.hpp"
#include "kvant/palette.hpp"
#include "kvant/version.hpp"
#include "studio/base64.hpp"
#include "studio/page_json.hpp"
#include "threads/parallel.hpp"

namespace kvant::cli {
namespace {

using studio::base64;
using studio::cloud_json;
using studio::elbow_json;
using studio::entries;
using studio::figure;

/// A picture and its redrawing, counted by color.
struct Drawing {
  explicit Drawing(const ReportSource& source)
      : workers(source.options.threads),
        histogram(count_colors(source.in.image, workers)),
        fitted(fit_palette(histogram, source.options, workers)),
        fidelity(measure_fidelity(histogram, fitted.labels, fitted.palette, workers)),
        pixel_counts(fitted.palette.size()) {
    for (std::size_t i = 0; i < histogram.size(); ++i) pixel_counts[fitted.labels[i]] += histogram.counts[i];
  }

  Workers workers;
  ColorHistogram histogram;
  FittedPalette fitted;
  Fidelity fidelity;
  std::vector<std::uint64_t> pixel_counts;
};

/// What both pages have.
Json common(std::string_view kind, const std::string& name, const PointCloud& cloud,
            const std::vector<PageCommand>& commands) {
  Json lines = Json::array();
  for (const PageCommand& command : commands) lines.push_back({{"does", command.does}, {"line", command.line}});
  return {{"kind", kind}, {"version", version()}, {"name", name}, {"cloud", cloud_json(cloud)}, {"commands", lines}};
}

std::string data_url(std::string_view type, const std::vector<std::uint8_t>& bytes) {
  return fmt::format("data:{};base64,{}", type, base64(bytes));
}

Json pictures_of(const PagePictures& pictures) {
  return {{"width", pictures.width},
          {"height", pictures.height},
          {"reduction", pictures.reduction},
          {"before", data_url("image/webp", pictures.before)},
          {"after", data_url("image/png", pictures.after)},
          {"error", data_url("image/png", pictures.error)}};
}

/// The most colors that the elbow is drawn up to, unless the picture was drawn with more.
constexpr std::uint32_t kElbowColors = 64;
constexpr std::uint32_t kMostElbowColors = 256;

/// How the inertia falls as colors are added; null for a picture of a single color.
Json elbow_of(const ReportSource& source, const Drawing& drawing) {
  const auto colors = static_cast<std::uint32_t>(drawing.fitted.palette.size());
  const std::uint32_t to = std::clamp(colors, kElbowColors, kMostElbowColors);
  return elbow_json(color_curve(source.in.image, source.options, {.to = to, .judged = false}).curve);
}

Json errors_of(Drawing& drawing) {
  const ErrorFigures figures = error_figures(drawing.histogram, drawing.fitted, drawing.workers);
  Json colors = Json::array();
  for (const Color& color : error_colors()) colors.push_back(hex(color));
  return {{"colors", colors},
          {"step", kErrorStep},
          {"median", figure(figures.median)},
          {"percentile95", figure(figures.percentile_95)},
          {"most", figure(figures.most)}};
}

/// The original, and the redrawn picture in the formats of the web that keep its colors exact.
Json sizes_of(const ReportSource& source, const IndexedImage& drawn, std::size_t png_bytes, Drawing& drawing) {
  Json sizes = Json::array();
  const auto add = [&](std::string_view what, std::uint64_t bytes, const Json& how_near) {
    Json size = {{"what", what}, {"bytes", bytes}};
    size.update(how_near);
    sizes.push_back(std::move(size));
  };
  const double seen = spatial_difference(see(source.in.image, drawing.workers), drawn, drawing.workers);
  const Json nearness = {{"psnr", figure(drawing.fidelity.psnr)},
                         {"deltaE", figure(drawing.fidelity.mean_delta_e)},
                         {"spatialDeltaE", figure(seen)}};
  const Json exact = {{"psnr", nullptr}, {"deltaE", 0}, {"spatialDeltaE", 0}};
  add(fmt::format("Original, {}", format_name(source.in.format)), source.in.bytes, exact);
  add("PNG", png_bytes, nearness);
  const bool soft = std::any_of(drawn.palette.begin(), drawn.palette.end(),
                                [](const Color& color) { return color.a != 0 && color.a != 255; });
  for (const Format format : {Format::webp, Format::gif}) {
    const PictureCodec& codec = picture_codec(format);
    if (drawn.palette.size() > codec.most_colors || (soft && codec.transparency != Transparency::partial)) continue;
    const auto bytes = drawing.workers.with_threads([&] { return encode_image(drawn, format).size(); });
    add(format == Format::webp ? "WebP, lossless" : format_name(format), bytes, nearness);
  }
  return sizes;
}

}  // namespace

std::string report_data(const ReportSource& source) {
  Drawing drawing(source);
  const Image& image = source.in.image;
  Json data =
      common("report", source.name,
             make_point_cloud(drawing.histogram, drawing.fitted, CloudAxes::oklab, kMostReportPoints), source.commands);
  data["picture"] = {{"width", image.width},
                     {"height", image.height},
                     {"format", format_name(source.in.format)},
                     {"bytes", source.in.bytes},
                     {"distinctColors", drawing.histogram.size()}};
  data["space"] = space_name(source.options.space);
  data["palette"] = entries(drawing.fitted.palette, drawing.pixel_counts, image.pixels());
  const auto& [palette, labels, inertia, converged, iterations] = drawing.fitted;
  const IndexedImage drawn = draw_labels(image, drawing.histogram, palette, labels, drawing.workers);
  const std::size_t bytes = drawing.workers.with_threads([&] { return encode_image(drawn, Format::png).size(); });
  data["psnr"] = figure(drawing.fidelity.psnr);
  data["deltaE"] = figure(drawing.fidelity.mean_delta_e);
  data["outputBytes"] = bytes;
  data["pictures"] =
      pictures_of(draw_page_pictures(image, drawing.histogram, drawing.fitted, source.options.space, drawing.workers));
  data["elbow"] = elbow_of(source, drawing);
  data["sizes"] = sizes_of(source, drawn, bytes, drawing);
  data["errors"] = errors_of(drawing);
  return dump(data, false);
}

std::string cloud_data(const PointCloud& cloud, const std::string& name, const std::vector<PageCommand>& commands) {
  return dump(common("cloud", name, cloud, commands), false);
}

}  // namespace kvant::cli
