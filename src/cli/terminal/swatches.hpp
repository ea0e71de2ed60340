// A palette as text for people.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kvant/palette.hpp"

namespace kvant::cli {

/// A palette that was found in a picture, or read from a file.
struct Swatches {
  NamedPalette palette = {};
  std::vector<std::uint64_t> pixels = {};  ///< of each color; empty: not of a picture
};

/// One line for each color: its hex, and its share of the pixels or its name. `colored`: with a patch of the color
/// before them, by the escape codes of true-color terminals.
[[nodiscard]] std::string swatch_lines(const Swatches& swatches, bool colored);

/// Standard output is a terminal that may be sent colors: NO_COLOR is not set (no-color.org), and TERM is not dumb.
[[nodiscard]] bool can_show_colors();

}  // namespace kvant::cli
