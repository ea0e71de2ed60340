#include "cli/commands/elbow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands/each_picture.hpp"
#include "cli/commands/elbow_findings.hpp"
#include "cli/options/common_options.hpp"
#include "cli/options/values.hpp"
#include "cli/tables/cluster_report.hpp"
#include "cli/tables/clustering.hpp"
#include "cli/tables/table_options.hpp"
#include "cli/terminal/read_input.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/target.hpp"
#include "cli/terminal/text.hpp"
#include "kvant/aim.hpp"

namespace kvant::cli {
namespace {

/// Of which the sweep's time grows as the square.
constexpr std::uint32_t kMostClusters = 1'024;

struct ElbowArguments {
  Inputs inputs = {};
  std::uint32_t from = 1;  ///< the range of k
  std::uint32_t to = 64;
  Search search = {};
  TableChoice table = {};
  Normalization normalization = Normalization::none;
  Output output = {};
  Telling telling = {};
};

void add_settings(Json& about, const ElbowArguments& arguments) {
  about["effort"] = arguments.search.effort;
  about["seed"] = arguments.search.seed;
}

/// These also say in `about` what was clustered, and how.
ElbowFindings find_in_picture(const std::string& input, const ReadResult& in, const ElbowArguments& arguments,
                              Json& about) {
  ColorCurve colors =
      color_curve(in.image, quantize_options(arguments.search, std::nullopt, arguments.inputs.read.threads),
                  {.from = arguments.from, .to = arguments.to});
  const std::string_view space = space_name(arguments.search.space);
  about = {{"input", input},
           {"width", in.image.width},
           {"height", in.image.height},
           {"distinct_colors", colors.distinct_colors},
           {"space", space}};
  add_settings(about, arguments);
  return judge({.title = fmt::format("{}: {}x{}, {}", name_of_input(input), in.image.width, in.image.height,
                                     counted(colors.distinct_colors, "color")),
                .noun = "color",
                .distinct = "color",
                .inertia = "inertia per pixel",
                .inertia_label = fmt::format("squared error per pixel in {}", space)},
               std::move(colors.curve), std::move(colors.figures));
}

ElbowFindings find_in_table(const std::string& input, std::vector<std::uint8_t> bytes, const ElbowArguments& arguments,
                            Json& about) {
  TableInput in = read_table(std::move(bytes), arguments.table);
  tell_counting_columns(input, in, arguments.telling);
  normalize(find_scaling(in.table, arguments.normalization), in.table.values);
  Curve curve = sweep(view_of(in.table), {.from = arguments.from,
                                          .to = arguments.to,
                                          .effort = arguments.search.effort,
                                          .seed = arguments.search.seed,
                                          .threads = arguments.inputs.read.threads});
  const bool normalized = arguments.normalization != Normalization::none;
  const std::string_view how = name_of(arguments.normalization);
  about = table_json(input, in);
  about["distinct_rows"] = curve.distinct_points;
  about["normalize"] = how;
  add_settings(about, arguments);
  return judge({.title = fmt::format("{}: {}", name_of_input(input), shape_text(in)),
                .noun = "cluster",
                .distinct = "distinct row",
                .inertia = normalized ? fmt::format("inertia of columns normalized by {}", how) : "inertia",
                .inertia_label = normalized ? fmt::format("inertia, {}", how) : "inertia"},
               std::move(curve));
}

ElbowFindings find(const std::string& input, const ElbowArguments& arguments, Json& about) {
  std::vector<std::uint8_t> bytes = read_input_bytes(input, arguments.inputs.read);
  if (is_table(input, bytes)) {
    ElbowFindings found;
    in_memory([&] { found = find_in_table(input, std::move(bytes), arguments, about); });
    return found;
  }
  const ReadResult picture = decode_image(bytes, arguments.inputs.read);
  tell_warning(input, picture.warning, arguments.telling);
  return find_in_picture(input, picture, arguments, about);
}

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
  return for_each_input(arguments.inputs, arguments.telling, [&](const std::string& input) {
    const std::optional<std::string>& plot = arguments.output.name;
    if (plot) check_target(*plot, input, arguments.output.force, false);
    Json about;
    const ElbowFindings found = find(input, arguments, about);
    if (plot) write_file(*plot, file_of(plot_of(found), extension_of(*plot)), arguments.output.force);
    if (arguments.telling.json) {
      write_standard_output(dump(json_of(found, std::move(about)), arguments.inputs.names.size() == 1) + '\n');
    } else if (!arguments.telling.quiet) {
      if (!first) write_standard_output("\n");
      write_standard_output(text_of(found, arguments.to));
    }
    first = false;
  });
}

void require_one_plot_of_known_kind(const ElbowArguments& arguments) {
  if (!arguments.output.name) return;
  if (arguments.inputs.names.size() > 1) throw UsageError("--output is for one input");
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
          .help = fmt::format("The numbers of colors, or clusters, to try, from 1 to {}", grouped(kMostClusters)),
          .standard = fmt::format("{}..{}", ElbowArguments{}.from, ElbowArguments{}.to),
          .set = [&arguments](const std::string& text) {
            const auto [from, to] = parse_range(text, 1, kMostClusters);
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
  std::vector<Option> options = {range_option(*arguments), space_option(search.space), effort_option(search.effort),
                                 seed_option(search.seed)};
  const auto add = [&](std::vector<Option> more) { std::ranges::move(more, std::back_inserter(options)); };
  options.push_back(normalize_option(arguments->normalization));
  add(table_options(arguments->table));
  options.push_back(weights_option(arguments->table));
  options.push_back(id_option(arguments->table));
  add({output_option(output.name, "Also draw the curve: an .svg, .png or .html file"), force_option(output.force),
       frame_option(read), lenient_option(read), max_pixels_option(read), quiet_option(telling.quiet),
       json_option(telling.json, "Print the figures as JSON, one line per input if there are several"),
       threads_option(read.threads), help_option()});
  return {
      .name = "elbow",
      .summary = "show how many colors, or clusters of a table, are worth keeping",
      .operands = "FILE...",
      .description =
          R"(`kvant elbow` fits a picture with every number of colors of a range, and says what each leaves: the inertia (squared error per pixel, in the space of distances), the share of the variance that it explains, PSNR and mean color difference (CIEDE2000), and three scores: Calinski-Harabasz, the Bayesian information criterion, and the simplified silhouette. Of each score a higher one is better.

It does the same for the rows of tables, which it reads as `kvant cluster` does: what looks like text or .npy, packed or not, is a table.

The knee is Kneedle's. Nearly every curve has one, so it means little by itself. An elbow is clear where the curve is at least twice as steep before as behind it, on logarithmic axes; most photographs have none, and that is a valid answer. docs/choosing-k.md explains the scores and when to distrust them.)",
      .examples = {{"kvant elbow photo.jpg", "table and plot in the terminal"},
                   {"kvant elbow photo.jpg -k 2..32 -o plot.svg", "draw the curve"},
                   {"kvant elbow data.csv -k 1..10 --normalize zscore", "how many clusters a table has"},
                   {"kvant elbow --json photo.jpg | jq .auto.k", "the k that -k auto takes"}},
      .options = std::move(options),
      .inputs = &arguments->inputs.names,
      .input = "picture or table",
      .check =
          [arguments] {
            require_name(arguments->output);
            require_one_plot_of_known_kind(*arguments);
          },
      .run = [arguments] { return run(*arguments); },
  };
}

}  // namespace kvant::cli
