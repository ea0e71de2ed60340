// A curve drawn with characters.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace kvant::cli {

struct TextPlot {
  std::span<const double> x;        ///< ascending, at least one
  std::span<const double> y;        ///< of each x: finite, 0 or more
  std::optional<double> mark = {};  ///< an x that is marked on the axis
  unsigned width = 80;              ///< columns in all
  unsigned height = 12;             ///< lines of the plot, without its axis
  bool braille = true;              ///< two by four dots a character; else ASCII, one
};

/// Lines, each ended: the curve from 0 to its highest y, an axis with the ends of x, and the mark with its number.
[[nodiscard]] std::string draw(const TextPlot& plot);

/// Whether the environment says that text is UTF-8: LC_ALL, else LC_CTYPE, else LANG.
[[nodiscard]] bool text_is_utf8();

}  // namespace kvant::cli
