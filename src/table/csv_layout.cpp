#include "table/csv_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <vector>

#include "kvant/error.hpp"
#include "table/cells.hpp"
#include "table/csv_records.hpp"

namespace kvant {
namespace {

constexpr std::size_t kSampleRows = 100;
constexpr std::string_view kDelimiters = "\t;,| ";
constexpr char kNoDelimiter = ',';  // for a single column, in which it does not occur

/// Calls `use` with the fields of the first rows.
template <class Use>
void for_first_rows(const OpenStream& text, char delimiter, std::size_t longest, const Use& use) {
  CsvRecords records(text(), delimiter, longest);
  std::vector<CsvField> fields;
  for (std::size_t row = 0; row < kSampleRows && records.next(fields); ++row) use(fields);
}

/// The share of rows with as many fields as most have, if those are two or more: 0 to 1.
double agreement(const OpenStream& text, char delimiter, std::size_t longest) {
  std::map<std::size_t, std::size_t> rows_of_width;
  std::size_t rows = 0;
  try {
    for_first_rows(text, delimiter, longest, [&](const std::vector<CsvField>& fields) {
      ++rows_of_width[fields.size()];
      ++rows;
    });
  } catch (const Error&) {
    return 0;  // quotes that only another delimiter makes sense of
  }
  const auto by_rows = [](const auto& one, const auto& other) { return one.second < other.second; };
  const auto most = std::ranges::max_element(rows_of_width, by_rows);
  if (most == rows_of_width.end() || most->first < 2) return 0;
  return static_cast<double>(most->second) / static_cast<double>(rows);
}

char find_delimiter(const OpenStream& text, std::size_t longest) {
  char best = kNoDelimiter;
  double most = 0.5;
  for (const char delimiter : kDelimiters) {
    const double share = agreement(text, delimiter, longest);
    if (share <= most) continue;
    best = delimiter;
    most = share;
  }
  return best;
}

bool has_header(const OpenStream& text, char delimiter, std::size_t longest) {
  std::vector<std::vector<Cell::Kind>> rows;
  for_first_rows(text, delimiter, longest, [&](const std::vector<CsvField>& fields) {
    rows.emplace_back();
    for (const CsvField& field : fields) rows.back().push_back(read_cell(field.text).kind);
  });
  if (rows.empty()) return false;
  const auto kind_at = [&](std::size_t row, std::size_t column) {
    return column < rows[row].size() ? rows[row][column] : Cell::Kind::missing;
  };
  bool numbers = false;
  for (std::size_t column = 0; column < rows.front().size(); ++column) {
    const Cell::Kind first = kind_at(0, column);
    numbers |= first == Cell::Kind::number;
    if (first != Cell::Kind::text) continue;
    std::size_t row = 1;
    while (row < rows.size() && kind_at(row, column) == Cell::Kind::missing) ++row;
    if (row < rows.size() && kind_at(row, column) == Cell::Kind::number) return true;
  }
  return !numbers;
}

std::string delimiter_words(char delimiter) {
  switch (delimiter) {
    case '\t':
      return "tab-separated";
    case ';':
      return "semicolon-separated";
    case ',':
      return "comma-separated";
    case ' ':
      return "separated by blanks";
    default:
      return fmt::format("separated by {}", delimiter);
  }
}

}  // namespace

CsvLayout find_layout(const OpenStream& text, const TextLayout& known, std::size_t longest) {
  CsvLayout layout;
  layout.delimiter = known.delimiter ? *known.delimiter : find_delimiter(text, longest);
  layout.header = known.header ? *known.header : has_header(text, layout.delimiter, longest);
  return layout;
}

std::string describe(const CsvLayout& layout) {
  return fmt::format("{}, {} header", delimiter_words(layout.delimiter), layout.header ? "with a" : "without a");
}

}  // namespace kvant
