// What a field of a text file says.
#pragma once

#include <string_view>

namespace kvant {

struct Cell {
  enum class Kind { number, missing, text };

  Kind kind = Kind::text;
  double number = 0;  ///< may be infinite
};

/// Without the blanks and tabs around it.
[[nodiscard]] std::string_view without_blanks(std::string_view text);

/// A number, whatever the locale, with blanks around it and a sign before it if wanted; missing: nothing, NA, N/A, NaN,
/// null, none or ?, in any case; else text.
[[nodiscard]] Cell read_cell(std::string_view field);

}  // namespace kvant
