// Text that is safe and neat on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace kvant::cli {

/// `text` without anything that a terminal would obey: control characters and bytes that are not UTF-8 become \n, \t
/// or \xNN. File names go through this before they are shown.
[[nodiscard]] std::string printable(std::string_view text);

/// printable(text) between single quotes.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// How many characters of printable UTF-8 text a terminal shows, one column each.
[[nodiscard]] std::size_t columns(std::string_view text);

/// `text` cut at its left to at most `width` columns, with "..." where it was cut.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t width);

/// `text` broken at spaces into lines of at most `width` columns; every line but the first is indented.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

/// How many single-character edits turn one word into the other.
[[nodiscard]] std::size_t edit_distance(std::string_view one, std::string_view other);

}  // namespace kvant::cli
