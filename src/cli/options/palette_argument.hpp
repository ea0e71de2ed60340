// Palettes as values of options: --palette, --recolor, --pin and --init.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kvant/palette.hpp"

namespace kvant::cli {

/// A palette by the name of a preset, as colors such as '#123,#a0b1c2', or from a file of any kind that
/// decode_palette() reads. `option`: its name, for messages: "palette"; so are other words that it takes: "none, ".
/// Throws UsageError.
[[nodiscard]] NamedPalette palette_argument(std::string_view option, const std::string& text,
                                            std::string_view other_words = "");

/// The colors of all the palettes that --pin names, none for none. Throws UsageError, also if they are more than
/// `colors`: as many as -k keeps.
[[nodiscard]] Palette pinned_colors(const std::vector<std::string>& palettes, std::uint32_t colors);

/// The preset of that name, or the colors that the text lists; none if it is neither.
/// Throws Error(invalid_argument) if it lists what is no color.
[[nodiscard]] std::optional<NamedPalette> palette_of_words(const std::string& text);

/// "hex, json, css, ..."
[[nodiscard]] std::string palette_format_names();

/// "bw, c64, cga, ..."
[[nodiscard]] std::string preset_names();

}  // namespace kvant::cli
