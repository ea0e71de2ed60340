// Text that is safe and neat on a terminal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kvant::cli {

/// `text` without anything that a terminal would obey: control characters and bytes that are not UTF-8 become \n, \t
/// or \xNN. File names go through this before they are shown.
[[nodiscard]] std::string printable(std::string_view text);

/// printable(text) between single quotes.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// An input as it is shown: "photo.jpg", "standard input".
[[nodiscard]] std::string name_of_input(const std::string& input);

/// The same without its folders, as a title.
[[nodiscard]] std::string title_of_input(const std::string& input);

/// 503123 bytes as "503 KB": in thousands, with three digits at least from a thousand on.
[[nodiscard]] std::string size_text(std::uint64_t bytes);

/// 1234567 as "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t number);

/// "1 color", "24 colors".
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view noun);

/// How many characters of printable UTF-8 text a terminal shows, one column each.
[[nodiscard]] std::size_t columns(std::string_view text);

/// `text` cut at its left to at most `width` columns, with "..." where it was cut.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t width);

/// `text` broken at spaces into lines of at most `width` columns; every line but the first is indented.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

/// How many single-character edits turn one word into the other.
[[nodiscard]] std::size_t edit_distance(std::string_view one, std::string_view other);

}  // namespace kvant::cli
