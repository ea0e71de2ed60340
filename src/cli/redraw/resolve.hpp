// From what the options of redrawing say to what is drawn.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/redraw/arguments.hpp"

namespace kvant::cli {

/// How many colors an aim may take, unless -k says: what a palette file holds.
inline constexpr std::uint32_t kMostColorsForAim = 256;

/// The words that --init takes besides palettes, and the word for a way to start.
[[nodiscard]] std::vector<std::string> start_words();
[[nodiscard]] std::string_view start_word(const QuantizeOptions& options);

/// Completes `quantize` and `encode`: the number of colors, the palettes that options name, whose files are read, and
/// what counts for both. Throws UsageError, also if these options exclude each other.
void resolve(RedrawArguments& arguments);

}  // namespace kvant::cli
