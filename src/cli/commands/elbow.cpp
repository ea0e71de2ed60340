#include "cli/commands/elbow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands/each_picture.hpp"
#include "cli/options/common_options.hpp"
#include "cli/options/values.hpp"
#include "cli/terminal/choice_text.hpp"
#include "cli/terminal/json.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/target.hpp"
#include "cli/terminal/text.hpp"
#include "cli/terminal/text_plot.hpp"
#include "kvant/aim.hpp"
#include "kvant/error.hpp"
#include "plot/elbow_plot.hpp"

namespace kvant::cli {
namespace {

/// Of which the sweep's time grows as the square.
constexpr std::uint32_t kMostColors = 1'024;

struct ElbowArguments {
  Inputs inputs = {};
  std::uint32_t from = 1;  ///< the range of k
  std::uint32_t to = 64;
  Search search = {};
  Output output = {};
  Telling telling = {};
};

/// What a picture's curve says.
struct Findings {
  ColorCurve colors;
  std::optional<std::uint32_t> knee;
  std::optional<Elbow> elbow;
  std::optional<std::uint32_t> calinski_harabasz;
  std::optional<std::uint32_t> bic;
  std::optional<std::uint32_t> silhouette;
  Choice choice;
};

Findings find(const Image& image, const ElbowArguments& arguments) {
  Findings found;
  found.colors = color_curve(image, quantize_options(arguments.search, std::nullopt, arguments.inputs.read.threads),
                             {.from = arguments.from, .to = arguments.to});
  const Curve& curve = found.colors.curve;
  found.knee = find_knee(curve);
  found.elbow = find_elbow(curve);
  found.calinski_harabasz = best_k(curve, Score::calinski_harabasz);
  found.bic = best_k(curve, Score::bic);
  found.silhouette = best_k(curve, Score::simplified_silhouette);
  found.choice = choose_k(curve);
  return found;
}

std::string score_text(double score, const char* format) {
  if (std::isnan(score)) return "-";
  if (std::isinf(score)) return "inf";
  return fmt::format(fmt::runtime(format), score);
}

std::string table(const Findings& found) {
  std::string text = fmt::format("{:>6} {:>10} {:>9} {:>9} {:>8} {:>11} {:>12} {:>10}\n", "k", "inertia", "variance",
                                 "PSNR", "mean dE", "Calinski-H.", "BIC", "silhouette");
  for (std::size_t i = 0; i < found.colors.curve.points.size(); ++i) {
    const CurvePoint& at = found.colors.curve.points[i];
    const ColorFigures& fidelity = found.colors.figures[i];
    text += fmt::format("{:>6} {:>10.5g} {:>8.2f}% {:>9} {:>8.2f} {:>11} {:>12} {:>10}\n", at.k, at.inertia,
                        100 * at.variance_explained, score_text(fidelity.psnr, "{:.2f} dB"), fidelity.mean_delta_e,
                        score_text(at.calinski_harabasz, "{:.0f}"), score_text(at.bic, "{:.0f}"),
                        score_text(at.simplified_silhouette, "{:.3f}"));
  }
  return text;
}

std::string k_text(const std::optional<std::uint32_t>& k) { return k ? fmt::format("{}", *k) : "none"; }

std::string verdict(const Findings& found) {
  std::string text;
  if (found.elbow) {
    text += fmt::format("  elbow:      {}k = {}, {:.2f} times as steep before as behind ({:g} or more is clear)\n",
                        found.elbow->clear ? "" : "no clear one; at most ", found.elbow->k, found.elbow->sharpness,
                        kClearSharpness);
  } else {
    text += "  elbow:      no clear one; on logarithmic axes the curve does not bend\n";
  }
  text += fmt::format("  knee:       {} (Kneedle, in the range from {} to {})\n", k_text(found.knee),
                      found.colors.curve.points.front().k, found.colors.curve.points.back().k);
  text += fmt::format("  others:     Calinski-Harabasz {}, BIC {}, simplified silhouette {}\n",
                      k_text(found.calinski_harabasz), k_text(found.bic), k_text(found.silhouette));
  text += fmt::format("  to take:    {}\n", choice_text(found.choice));
  return text;
}

std::string title(const std::string& input, const Image& image, const Findings& found) {
  return fmt::format("{}: {}x{}, {}", name_of_input(input), image.width, image.height,
                     counted(found.colors.distinct_colors, "color"));
}

/// What is fitted where the range goes beyond the picture's colors.
std::string clipping(const Findings& found, const ElbowArguments& arguments) {
  const std::uint32_t last = found.colors.curve.points.back().k;
  return last < arguments.to ? fmt::format("  there {} only {}, so the range ends there\n", last == 1 ? "is" : "are",
                                           counted(last, "color"))
                             : "";
}

std::string text_of(const std::string& input, const Image& image, const Findings& found,
                    const ElbowArguments& arguments) {
  std::vector<double> ks;
  std::vector<double> inertias;
  for (const CurvePoint& at : found.colors.curve.points) {
    ks.push_back(at.k);
    inertias.push_back(at.inertia);
  }
  const bool braille = standard_output_is_terminal() && text_is_utf8();
  return fmt::format("{}\n{}{}\n  inertia per pixel, by k\n{}{}", title(input, image, found),
                     clipping(found, arguments), table(found),
                     draw({.x = ks,
                           .y = inertias,
                           .mark = found.knee ? std::optional<double>(*found.knee) : std::nullopt,
                           .width = std::min(terminal_width(), 100U),
                           .braille = braille}),
                     verdict(found));
}

Json k_json(const std::optional<std::uint32_t>& k) { return k ? Json(*k) : Json(nullptr); }

Json json_of(const std::string& input, const Image& image, const Findings& found, const ElbowArguments& arguments) {
  Json curve = Json::array();
  for (std::size_t i = 0; i < found.colors.curve.points.size(); ++i) {
    const CurvePoint& at = found.colors.curve.points[i];
    curve.push_back({{"k", at.k},
                     {"inertia", at.inertia},
                     {"variance_explained", at.variance_explained},
                     {"psnr", number_or_null(found.colors.figures[i].psnr)},
                     {"mean_delta_e", found.colors.figures[i].mean_delta_e},
                     {"calinski_harabasz", number_or_null(at.calinski_harabasz)},
                     {"bic", number_or_null(at.bic)},
                     {"simplified_silhouette", number_or_null(at.simplified_silhouette)}});
  }
  Json elbow = nullptr;
  if (found.elbow) {
    elbow = {
        {"k", found.elbow->k}, {"sharpness", number_or_null(found.elbow->sharpness)}, {"clear", found.elbow->clear}};
  }
  return {{"input", input},
          {"width", image.width},
          {"height", image.height},
          {"distinct_colors", found.colors.distinct_colors},
          {"space", space_name(arguments.search.space)},
          {"effort", arguments.search.effort},
          {"seed", arguments.search.seed},
          {"knee", k_json(found.knee)},
          {"elbow", elbow},
          {"calinski_harabasz", k_json(found.calinski_harabasz)},
          {"bic", k_json(found.bic)},
          {"simplified_silhouette", k_json(found.silhouette)},
          {"auto", {{"k", found.choice.k}, {"reason", reason_word(found.choice.reason)}}},
          {"curve", curve}};
}

ElbowPlot plot_of(const std::string& input, const Image& image, const Findings& found,
                  const ElbowArguments& arguments) {
  ElbowPlot plot;
  plot.subtitle = title(input, image, found);
  for (const CurvePoint& at : found.colors.curve.points) {
    plot.k.push_back(at.k);
    plot.inertia.push_back(at.inertia);
    plot.variance_explained.push_back(std::clamp(at.variance_explained, 0.0, 1.0));
  }
  plot.inertia_label = fmt::format("squared error per pixel in {}", space_name(arguments.search.space));
  if (found.elbow && found.elbow->clear) plot.knee = found.elbow->k;
  const auto add = [&](const std::string& name, const std::optional<std::uint32_t>& k) {
    if (k) plot.choices.push_back({name, *k});
  };
  add("Kneedle", found.knee);
  add("Calinski-Harabasz", found.calinski_harabasz);
  add("BIC", found.bic);
  add("simplified silhouette", found.silhouette);
  add("to take", found.choice.k);
  return plot;
}

std::string extension_of(const std::string& path) { return std::filesystem::path(path).extension().native(); }

/// The drawing in a page of its own.
std::vector<std::uint8_t> page_of(const std::vector<std::uint8_t>& svg, const std::string& title) {
  std::string drawing(svg.begin(), svg.end());
  drawing.erase(0, drawing.find("<svg"));  // a page has no XML declaration
  std::string heading;
  for (const char c : title) {
    heading += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
  }
  const std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n"
      "<style>body {{ margin: 0; display: grid; place-items: center; min-height: 100vh }} "
      "svg {{ width: min(100vw, 1200px); height: auto }}</style>\n{}</html>\n",
      heading, drawing);
  return {page.begin(), page.end()};
}

std::vector<std::uint8_t> file_of(const ElbowPlot& plot, const std::string& extension) {
  if (extension == ".png") return draw_elbow(plot, PlotFormat::png);
  std::vector<std::uint8_t> svg = draw_elbow(plot, PlotFormat::svg);
  return extension == ".svg" ? svg : page_of(svg, plot.subtitle);
}

int run(const ElbowArguments& arguments) {
  bool first = true;
  return for_each_picture(arguments.inputs, arguments.telling, [&](const std::string& input, const ReadResult& in) {
    if (arguments.output.name) check_target(*arguments.output.name, input, arguments.output.force, false);
    const Findings found = find(in.image, arguments);
    if (arguments.output.name) {
      write_file(*arguments.output.name,
                 file_of(plot_of(input, in.image, found, arguments), extension_of(*arguments.output.name)),
                 arguments.output.force);
    }
    if (arguments.telling.json) {
      write_standard_output(dump(json_of(input, in.image, found, arguments), arguments.inputs.names.size() == 1) +
                            '\n');
    } else if (!arguments.telling.quiet) {
      if (!first) write_standard_output("\n");
      write_standard_output(text_of(input, in.image, found, arguments));
    }
    first = false;
  });
}

void require_one_plot_of_known_kind(const ElbowArguments& arguments) {
  if (!arguments.output.name) return;
  if (arguments.inputs.names.size() > 1) throw UsageError("--output is for one picture");
  const std::string extension = extension_of(*arguments.output.name);
  if (extension != ".svg" && extension != ".png" && extension != ".html") {
    throw UsageError("--output: a plot is an .svg, a .png or an .html file");
  }
}

Option range_option(ElbowArguments& arguments) {
  return {.group = group::kColors,
          .letter = 'k',
          .name = "k",
          .value = "A..B",
          .help = fmt::format("The numbers of colors to try, from 1 to {}", grouped(kMostColors)),
          .standard = fmt::format("{}..{}", ElbowArguments{}.from, ElbowArguments{}.to),
          .set = [&arguments](const std::string& text) {
            const auto [from, to] = parse_range(text, 1, kMostColors);
            arguments.from = static_cast<std::uint32_t>(from);
            arguments.to = static_cast<std::uint32_t>(to);
          }};
}

}  // namespace

Command elbow_command() {
  const auto arguments = std::make_shared<ElbowArguments>();
  Search& search = arguments->search;
  ReadOptions& read = arguments->inputs.read;
  Output& output = arguments->output;
  Telling& telling = arguments->telling;
  return {
      .name = "elbow",
      .summary = "show how many colors are worth keeping",
      .operands = "FILE...",
      .description =
          R"(`kvant elbow` fits a picture with every number of colors of a range, and says what each leaves: the inertia (squared error per pixel, in the space of distances), the share of the variance that it explains, PSNR and mean color difference (CIEDE2000), and three scores: Calinski-Harabasz, the Bayesian information criterion, and the simplified silhouette. Of each score a higher one is better.

The knee is Kneedle's. Nearly every curve has one, so it means little by itself. An elbow is clear where the curve is at least twice as steep before as behind it, on logarithmic axes; most photographs have none, and that is a valid answer. docs/choosing-k.md explains the scores and when to distrust them.)",
      .examples = {{"kvant elbow photo.jpg", "table and plot in the terminal"},
                   {"kvant elbow photo.jpg -k 2..32 -o plot.svg", "draw the curve"},
                   {"kvant elbow --json photo.jpg | jq .auto.k", "the k that -k auto takes"}},
      .options = {range_option(*arguments), space_option(search.space), effort_option(search.effort),
                  seed_option(search.seed),
                  output_option(output.name, "Also draw the curve: an .svg, .png or .html file"),
                  force_option(output.force), frame_option(read), lenient_option(read), max_pixels_option(read),
                  quiet_option(telling.quiet),
                  json_option(telling.json, "Print the figures as JSON, one line per picture if there are several"),
                  threads_option(arguments->inputs.read.threads), help_option()},
      .inputs = &arguments->inputs.names,
      .check =
          [arguments] {
            require_name(arguments->output);
            require_one_plot_of_known_kind(*arguments);
          },
      .run = [arguments] { return run(*arguments); },
  };
}

}  // namespace kvant::cli
