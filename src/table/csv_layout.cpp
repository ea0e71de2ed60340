#include "table/csv_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "kvant/error.hpp"
#include "table/cells.hpp"
#include "table/csv_records.hpp"

namespace kvant {
namespace {

constexpr std::size_t kSampleRows = 100;
constexpr std::string_view kDelimiters = "\t;,| ";
constexpr char kNoDelimiter = ',';  // for a single column, in which it does not occur

using Record = std::vector<CsvField>;

std::vector<Record> first_records(std::string_view text, char delimiter) {
  std::vector<Record> records;
  CsvRecords reader(text, delimiter);
  Record record;
  while (records.size() < kSampleRows && reader.next(record)) records.push_back(record);
  return records;
}

/// The share of rows with as many fields as most have, if those are two or more: 0 to 1.
double agreement(std::string_view text, char delimiter) {
  std::vector<Record> records;
  try {
    records = first_records(text, delimiter);
  } catch (const Error&) {
    return 0;  // quotes that only another delimiter makes sense of
  }
  std::map<std::size_t, std::size_t> rows_of_width;
  for (const Record& record : records) ++rows_of_width[record.size()];
  const auto by_rows = [](const auto& one, const auto& other) { return one.second < other.second; };
  const auto most = std::ranges::max_element(rows_of_width, by_rows);
  if (most == rows_of_width.end() || most->first < 2) return 0;
  return static_cast<double>(most->second) / static_cast<double>(records.size());
}

char find_delimiter(std::string_view text) {
  char best = kNoDelimiter;
  double most = 0.5;
  for (const char delimiter : kDelimiters) {
    const double share = agreement(text, delimiter);
    if (share <= most) continue;
    best = delimiter;
    most = share;
  }
  return best;
}

bool has_header(const std::vector<Record>& records) {
  if (records.empty()) return false;
  const auto kind_at = [&](std::size_t row, std::size_t column) {
    return column < records[row].size() ? read_cell(records[row][column].text).kind : Cell::Kind::missing;
  };
  bool numbers = false;
  for (std::size_t column = 0; column < records.front().size(); ++column) {
    const Cell::Kind first = kind_at(0, column);
    numbers |= first == Cell::Kind::number;
    if (first != Cell::Kind::text) continue;
    std::size_t row = 1;
    while (row < records.size() && kind_at(row, column) == Cell::Kind::missing) ++row;
    if (row < records.size() && kind_at(row, column) == Cell::Kind::number) return true;
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

CsvLayout find_layout(std::string_view text, const TextLayout& known) {
  CsvLayout layout;
  layout.delimiter = known.delimiter ? *known.delimiter : find_delimiter(text);
  layout.header = known.header ? *known.header : has_header(first_records(text, layout.delimiter));
  return layout;
}

std::string describe(const CsvLayout& layout) {
  return fmt::format("{}, {} header", delimiter_words(layout.delimiter), layout.header ? "with a" : "without a");
}

}  // namespace kvant
