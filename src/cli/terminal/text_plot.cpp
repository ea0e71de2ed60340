#include "cli/terminal/text_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

namespace kvant::cli {
namespace {

std::string without_end_spaces(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

// Dots of the plot, and the characters that show them.
class Dots {
 public:
  Dots(std::size_t columns, std::size_t lines, bool braille)
      : across_(braille ? 2 : 1), down_(braille ? 4 : 1), columns_(columns), cells_(columns * lines) {}

  [[nodiscard]] std::size_t width() const { return columns_ * across_; }
  [[nodiscard]] std::size_t height() const { return cells_.size() / columns_ * down_; }

  void set(std::size_t x, std::size_t y) {
    // The numbers of braille dots go down the left column, then the right one; the fourth line came later.
    constexpr std::array<std::array<unsigned, 2>, 4> bits = {{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}};
    cells_[y / down_ * columns_ + x / across_] |= bits[y % down_][x % across_];
  }

  [[nodiscard]] std::string line(std::size_t number) const {
    std::string text;
    for (std::size_t i = 0; i < columns_; ++i) {
      const unsigned cell = cells_[number * columns_ + i];
      if (cell == 0) {
        text += ' ';
      } else if (down_ == 1) {
        text += '*';
      } else {  // U+2800 and the dots, in UTF-8
        text += '\xE2';
        text += static_cast<char>(0xA0U | (cell >> 6U));
        text += static_cast<char>(0x80U | (cell & 0x3FU));
      }
    }
    return without_end_spaces(std::move(text));
  }

 private:
  std::size_t across_;
  std::size_t down_;
  std::size_t columns_;
  std::vector<unsigned> cells_;
};

std::size_t place(double value, double low, double high, std::size_t steps) {
  return high > low
             ? static_cast<std::size_t>(std::lround((value - low) / (high - low) * static_cast<double>(steps - 1)))
             : 0;
}

// A line of dots between two.
void connect(Dots& dots, std::size_t x0, std::size_t y0, std::size_t x1, std::size_t y1) {
  const std::size_t steps = std::max({x1 - x0, y0 < y1 ? y1 - y0 : y0 - y1, std::size_t{1}});
  for (std::size_t i = 0; i <= steps; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(steps);
    const auto between = [part](std::size_t a, std::size_t b) {
      return static_cast<std::size_t>(std::lround(static_cast<double>(a) * (1 - part) + static_cast<double>(b) * part));
    };
    dots.set(between(x0, x1), between(y0, y1));
  }
}

// Puts `text` into `line` so that it is centered at a column, or as near as there is room.
void put(std::string& line, std::size_t column, std::string_view text) {
  const std::size_t left = std::min(column - std::min(column, text.size() / 2), line.size() - text.size());
  line.replace(left, text.size(), text);
}

}  // namespace

std::string draw(const TextPlot& plot) {
  const double highest = *std::max_element(plot.y.begin(), plot.y.end());
  const std::string top = fmt::format("{:.3g}", highest);
  const std::size_t margin = top.size() + 1;
  const std::size_t columns = std::max<std::size_t>(plot.width, margin + 20) - margin - 1;
  Dots dots(columns, plot.height, plot.braille);
  const auto across = [&](double x) { return place(x, plot.x.front(), plot.x.back(), dots.width()); };
  const auto down = [&](double y) { return dots.height() - 1 - place(y, 0, highest, dots.height()); };
  for (std::size_t i = 0; i < plot.x.size(); ++i) {
    const std::size_t from = i == 0 ? 0 : i - 1;
    connect(dots, across(plot.x[from]), down(plot.y[from]), across(plot.x[i]), down(plot.y[i]));
  }
  const std::string_view bar = plot.braille ? "\u2502" : "|";
  const std::string_view corner = plot.braille ? "\u2514" : "+";
  const std::string_view dash = plot.braille ? "\u2500" : "-";
  const std::string_view pointer = plot.braille ? "\u2534" : "^";
  std::string text;
  for (std::size_t line = 0; line < plot.height; ++line) {
    const std::string label = line == 0 ? top : line + 1 == plot.height ? "0" : "";
    text += fmt::format("{:>{}} {}{}\n", label, margin - 1, bar, dots.line(line));
  }
  const std::size_t per_column = dots.width() / columns;
  const std::size_t marked = plot.mark ? across(*plot.mark) / per_column : columns;
  text += std::string(margin, ' ');
  text += corner;
  for (std::size_t i = 0; i < columns; ++i) text += i == marked ? pointer : dash;
  std::string labels(columns, ' ');
  put(labels, 0, fmt::format("{:.0f}", plot.x.front()));
  put(labels, columns, fmt::format("{:.0f}", plot.x.back()));
  if (plot.mark) put(labels, marked, fmt::format(" {:.0f} ", *plot.mark));
  return text + fmt::format("\n{:{}} {}\n", "", margin, without_end_spaces(std::move(labels)));
}

bool text_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing here changes the environment
    if (value == nullptr || *value == '\0') continue;
    std::string locale(value);
    for (char& c : locale) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

}  // namespace kvant::cli
