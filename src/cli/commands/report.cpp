#include "cli/commands/report.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "cli/commands/command_line.hpp"
#include "cli/commands/each_picture.hpp"
#include "cli/options/common_options.hpp"
#include "cli/options/values.hpp"
#include "cli/page/page.hpp"
#include "cli/page/page_data.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

namespace fs = std::filesystem;

struct ReportArguments {
  Inputs inputs = {};
  std::optional<std::uint32_t> colors = {};
  Search search = {};
  Output output = {};
  Telling telling = {};
};

/// "photo.jpg" as "photo-report.html", beside it; from standard input, standard output.
fs::path output_of(const ReportArguments& arguments) {
  return output_or_beside(arguments.inputs, arguments.output, "-report.html");
}

std::vector<PageCommand> commands_of(const ReportArguments& arguments, const QuantizeOptions& options) {
  return {{"Makes this page", command_line("report", arguments.inputs, options, arguments.output.name.value_or(""))},
          {"Draws the picture", command_line("", arguments.inputs, options, {})}};
}

void require_page_name(const ReportArguments& arguments) {
  if (!arguments.output.name || *arguments.output.name == "-") return;
  const std::string extension = fs::path(*arguments.output.name).extension();
  if (extension == ".html" || extension == ".htm") return;
  throw UsageError(fmt::format("--output: {} must end in .html", in_quotes(*arguments.output.name)));
}

int run(const ReportArguments& arguments) {
  refuse_terminal(arguments.inputs, arguments.output, "a page");
  const QuantizeOptions options = quantize_options(arguments.search, arguments.colors, arguments.inputs.read.threads);
  return make_file(arguments.inputs, arguments.output, output_of(arguments), arguments.telling,
                   [&](const std::string& input, const ReadResult& in) -> MadeFile {
                     require_page();
                     const std::string page =
                         fill_page(report_data({title_of_input(input), in, options, commands_of(arguments, options)}));
                     return {{page.begin(), page.end()}};
                   });
}

}  // namespace

Command report_command() {
  const auto arguments = std::make_shared<ReportArguments>();
  Search& search = arguments->search;
  ReadOptions& read = arguments->inputs.read;
  Output& output = arguments->output;
  return {
      .name = "report",
      .summary = "make a page about a redrawn picture: before and after, palette, elbow, errors",
      .operands = "FILE",
      .description =
          R"(Writes one HTML file that needs no network: the picture before and after under a slider, the palette with hex codes to copy, the colors in space before and after, how the error falls with the number of colors, what files weigh, a map of the color differences, and the commands that make it again.

Pictures of more than 1.6 megapixels are shown smaller, drawn again with the same palette; the figures are those of the whole picture.)",
      .examples = {{"kvant report photo.jpg -k 24", "write photo-report.html beside it"},
                   {"kvant report photo.jpg -k 24 -o report.html", "choose the name"}},
      .options = {colors_option(arguments->colors), space_option(search.space), effort_option(search.effort),
                  seed_option(search.seed),
                  output_option(output.name, "Write here; - is standard output", "FILE-report.html beside the input"),
                  force_option(output.force), frame_option(read), lenient_option(read), max_pixels_option(read),
                  quiet_option(arguments->telling.quiet), threads_option(arguments->inputs.read.threads),
                  help_option()},
      .inputs = &arguments->inputs.names,
      .check =
          [arguments] {
            require_name(arguments->output);
            require_page_name(*arguments);
          },
      .run = [arguments] { return run(*arguments); },
  };
}

}  // namespace kvant::cli
