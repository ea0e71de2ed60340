#include "cli/commands/report.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "cli/commands/command_line.hpp"
#include "cli/options/common_options.hpp"
#include "cli/options/values.hpp"
#include "cli/page/page.hpp"
#include "cli/page/page_data.hpp"
#include "cli/redraw/output_path.hpp"
#include "cli/terminal/failure.hpp"
#include "cli/terminal/read_input.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

namespace fs = std::filesystem;

/// "photo.jpg" as "photo-report.html", beside it; from standard input, standard output.
fs::path output_of(const Arguments& arguments) {
  if (writes_to_standard_output(arguments)) return "-";
  if (arguments.output) return *arguments.output;
  const fs::path input = arguments.inputs.front();
  return input.parent_path() / (input.stem().native() + "-report.html");
}

std::vector<PageCommand> commands_of(const Arguments& arguments) {
  const fs::path output = arguments.output ? fs::path(*arguments.output) : fs::path();
  return {{"Makes this page", command_line("report", arguments, output)},
          {"Draws the picture", command_line("", arguments, {})}};
}

void check(const Arguments& arguments) {
  if (!arguments.output || *arguments.output == "-") return;
  const std::string extension = fs::path(*arguments.output).extension();
  if (extension == ".html" || extension == ".htm") return;
  throw UsageError(fmt::format("--output: {} must end in .html", in_quotes(*arguments.output)));
}

void run_one(const Arguments& arguments) {
  const std::string& input = arguments.inputs.front();
  const fs::path output = output_of(arguments);
  const bool to_standard_output = output == "-";
  require_page();
  if (!to_standard_output) check_target(output, input, arguments.force, false);

  const ReadResult in = read_input(input, arguments.read);
  if (!in.warning.empty() && !arguments.quiet) {
    write_standard_error(fmt::format("kvant: {}: {}\n", name_of_input(input), printable(in.warning)));
  }
  const std::string page =
      fill_page(report_data({title_of_input(input), in, arguments.quantize, commands_of(arguments)}));
  if (to_standard_output) {
    write_standard_output(page);
  } else {
    write_file(output, std::vector<std::uint8_t>(page.begin(), page.end()), arguments.force);
  }
  if (arguments.quiet) return;
  write_standard_error(fmt::format("{} -> {}: {}\n", name_of_input(input),
                                   to_standard_output ? "standard output" : printable(output.native()),
                                   size_text(page.size())));
}

int run(const Arguments& arguments) {
  if (writes_to_standard_output(arguments) && !arguments.output && standard_output_is_terminal()) {
    throw UsageError("a page is no text for a terminal; name a file with -o, or force it with -o -");
  }
  try {
    run_one(arguments);
    return 0;
  } catch (const UsageError&) {
    throw;
  } catch (const std::exception&) {
    write_standard_error(failure_line(arguments.inputs.front(), current_failure()));
    return 1;
  }
}

}  // namespace

Command report_command() {
  return {
      .name = "report",
      .summary = "make a page about a redrawn picture: before and after, palette, elbow, errors",
      .operands = "FILE",
      .description =
          R"(Writes one HTML file that needs no network: the picture before and after under a slider, the palette with hex codes to copy, the colors in space before and after, how the error falls with the number of colors, what files weigh, a map of the color differences, and the commands that make it again.

Pictures of more than 1.6 megapixels are shown smaller, drawn again with the same palette; the figures are those of the whole picture.)",
      .examples = {{"kvant report photo.jpg -k 24", "write photo-report.html beside it"},
                   {"kvant report photo.jpg -k 24 -o report.html", "choose the name"}},
      .options = {colors_option(), space_option(), effort_option(), seed_option(),
                  output_option("Write here; - is standard output", "FILE-report.html beside the input"),
                  force_option(), frame_option(), lenient_option(), max_pixels_option(), quiet_option(),
                  threads_option(), help_option()},
      .check = check,
      .run = run,
  };
}

}  // namespace kvant::cli
