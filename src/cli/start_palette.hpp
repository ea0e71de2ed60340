// --init: where the search for the palette starts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kvant/image.hpp"
#include "options.hpp"

namespace kvant::cli {

/// The words that --init takes besides palettes, and the word for a way to start.
[[nodiscard]] std::vector<std::string> start_words();
[[nodiscard]] std::string_view start_word(Init init);

/// #rgb, #rgba, #rrggbb or #rrggbbaa; the # may be left out.
[[nodiscard]] std::optional<Color> parse_color(std::string_view text);

/// Colors with commas or white space between them. Throws UsageError.
[[nodiscard]] Palette parse_palette(std::string_view text);

/// The colors of a picture in the order in which they first appear, rows from the top. Throws UsageError if there are
/// more than 65,536.
[[nodiscard]] Palette colors_of(const Image& image);

/// Puts what --init names into `arguments.quantize`, reading the palette's file if it is one. Throws UsageError.
void resolve_start(Arguments& arguments);

/// "#rrggbb", or "#rrggbbaa" if not opaque.
[[nodiscard]] std::string hex(Color color);

}  // namespace kvant::cli
