#include "cli/terminal/swatches.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <numeric>
#include <string_view>

#include "cli/terminal/streams.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

std::string patch(Color color) {
  if (color.a == 0) return "\033[0m        ";
  return fmt::format("\033[48;2;{};{};{}m        \033[0m", color.r, color.g, color.b);
}

std::string percent(std::uint64_t pixels, double all) {
  const double share = 100 * static_cast<double>(pixels) / all;
  return pixels > 0 && share < 0.05 ? " <0.1%" : fmt::format("{:5.1f}%", share);
}

}  // namespace

std::string swatch_lines(const Swatches& swatches, bool colored) {
  const NamedPalette& palette = swatches.palette;
  const auto all =
      static_cast<double>(std::accumulate(swatches.pixels.begin(), swatches.pixels.end(), std::uint64_t{0}));
  std::string lines;
  for (std::size_t i = 0; i < palette.colors.size(); ++i) {
    std::string line = colored ? patch(palette.colors[i]) + "  " : "";
    line += hex(palette.colors[i]);
    if (!swatches.pixels.empty()) line += "  " + percent(swatches.pixels[i], all);
    if (!palette.names.empty() && !palette.names[i].empty()) line += "  " + printable(palette.names[i]);
    lines += line + '\n';
  }
  return lines;
}

bool can_show_colors() {
  const char* no_color = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): nobody sets any
  const char* term = std::getenv("TERM");          // NOLINT(concurrency-mt-unsafe): nobody sets any
  return standard_output_is_terminal() && (no_color == nullptr || *no_color == '\0') && term != nullptr &&
         std::string_view(term) != "dumb";
}

}  // namespace kvant::cli
