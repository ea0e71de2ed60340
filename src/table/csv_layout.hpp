// What separates the fields of a text file, and whether its first row is a header: found by looking.
#pragma once

#include <string>

#include "table/byte_stream.hpp"
#include "table/table_file.hpp"

namespace kvant {

struct CsvLayout {
  char delimiter = ',';
  bool header = false;
};

/// From the first rows, where `known` does not say it. `longest`: see CsvRecords.
///
/// Delimiter: the first of tab, semicolon, comma, bar and blanks by which all rows have equally many fields, two at
/// least; else the one by which most have; else there is one column.
/// Header: a first row that has text above a column's first number, or that has no number at all.
[[nodiscard]] CsvLayout find_layout(const OpenStream& text, const TextLayout& known, std::size_t longest);

/// "comma-separated, with a header"
[[nodiscard]] std::string describe(const CsvLayout& layout);

}  // namespace kvant
