// What separates the fields of a text file, and whether its first row is a header: found by looking.
#pragma once

#include <string>
#include <string_view>

#include "table/table_file.hpp"

namespace kvant {

struct CsvLayout {
  char delimiter = ',';
  bool header = false;
};

/// From the first rows, where `known` does not say it.
///
/// Delimiter: the first of tab, semicolon, comma, bar and blanks by which all rows have equally many fields, two at
/// least; else the one by which most have; else there is one column.
/// Header: a first row that has text above a column's first number, or that has no number at all.
[[nodiscard]] CsvLayout find_layout(std::string_view text, const TextLayout& known);

/// "comma-separated, with a header"
[[nodiscard]] std::string describe(const CsvLayout& layout);

}  // namespace kvant
