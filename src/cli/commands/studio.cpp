#include "cli/commands/studio.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/commands/each_picture.hpp"
#include "cli/options/common_options.hpp"
#include "cli/options/values.hpp"
#include "cli/page/page.hpp"
#include "cli/page/studio_data.hpp"
#include "cli/serve/browser.hpp"
#include "cli/serve/page_server.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/text.hpp"
#include "kvant/error.hpp"

namespace kvant::cli {
namespace {

struct StudioArguments {
  Inputs inputs = {};
  std::uint16_t port = 0;
  bool no_browser = false;
  Telling telling = {};
};

/// Of all pictures together: each of them is there twice for a while, as bytes and as the page's text.
constexpr std::uint64_t kMostStudioBytes = 512'000'000;

std::vector<std::uint8_t> read_studio_bytes(const std::string& input, std::uint64_t most) {
  const std::string too_large =
      fmt::format("is too large: studio takes {} of pictures together", size_text(kMostStudioBytes));
  const auto require_most = [&](std::uint64_t size) {
    if (size > most) throw Error(ErrorCode::limit, too_large);
  };
  std::vector<std::uint8_t> bytes;
  if (input == "-") {
    bytes = read_standard_input(most, too_large);
  } else {
    std::error_code problem;
    const std::uintmax_t size = std::filesystem::file_size(input, problem);
    if (!problem) require_most(size);  // what has no size is a pipe, or read_file() says what is wrong
    bytes = read_file(input);
  }
  require_most(bytes.size());
  return bytes;
}

/// Gives up the files before it takes the memory for the page.
std::string studio_page(std::vector<StudioFile> files) {
  const std::string data = studio_data(files);
  files = {};
  return fill_studio(data);
}

int run(const StudioArguments& arguments) {
  require_studio();
  PageServer server(arguments.port);
  std::vector<StudioFile> files;
  std::uint64_t left = kMostStudioBytes;
  const int status = for_each_input(arguments.inputs, arguments.telling, [&](const std::string& input) {
    files.push_back({title_of_input(input), read_studio_bytes(input, left)});
    left -= files.back().bytes.size();
  });
  if (status != 0) return status;
  const std::string page = studio_page(std::move(files));
  let_signals_end_well();
  write_standard_output(server.address() + '\n');
  if (!arguments.telling.quiet) write_standard_error("studio is at this address until Ctrl-C ends it\n");
  if (!arguments.no_browser) open_in_browser(server.address());
  server.serve(page);
}

Option port_option(std::uint16_t& port) {
  return {.group = group::kRunning,
          .name = "port",
          .value = "N",
          .help = "Be at port N of this machine, 1 to 65,535",
          .standard = "one that is free",
          .set = [&port](const std::string& text) { port = static_cast<std::uint16_t>(parse_whole(text, 1, 65'535)); }};
}

}  // namespace

Command studio_command() {
  const auto arguments = std::make_shared<StudioArguments>();
  return {
      .name = "studio",
      .summary = "redraw pictures in the browser, and see what each option does",
      .operands = "[FILE...]",
      .description =
          R"(Opens a page of kvant in the browser, with the pictures in it if any are given: at most 512 MB together. Nothing leaves this machine. The page comes from this program, at an address that it prints, and that other machines and pages cannot reach; it is there until Ctrl-C ends the program.)",
      .examples = {{"kvant studio photo.jpg", "open the page with this picture in it"},
                   {"kvant studio --no-browser", "only print the address"}},
      .options = {port_option(arguments->port),
                  switch_option({.group = group::kRunning,
                                 .name = "no-browser",
                                 .help = "Print the address, but do not open it in the browser"},
                                arguments->no_browser),
                  quiet_option(arguments->telling.quiet), help_option()},
      .inputs = &arguments->inputs.names,
      .run = [arguments] { return run(*arguments); },
  };
}

}  // namespace kvant::cli
