#include "table/columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "kvant/error.hpp"
#include "table/csv_records.hpp"

namespace kvant {
namespace {

constexpr std::size_t kMostNamed = 12;

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorCode::invalid_argument, message); }

std::optional<std::size_t> number_in(std::string_view text) {
  std::size_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, number);
  if (stopped != end || problem != std::errc()) return std::nullopt;
  return number;
}

/// The column with the number that the text is, if it is one.
std::optional<std::size_t> numbered(std::string_view text, std::size_t columns) {
  const std::optional<std::size_t> number = number_in(text);
  if (!number) return std::nullopt;
  if (*number < 1 || *number > columns) {
    refuse(fmt::format("there is no column {}; they are numbered from 1 to {}", text, columns));
  }
  return *number - 1;
}

std::optional<std::size_t> named(std::string_view word, std::span<const std::string> names) {
  const auto found = std::ranges::find(names, word);
  if (found == names.end()) return std::nullopt;
  if (std::find(found + 1, names.end(), word) != names.end()) {
    refuse(fmt::format("several columns are called '{}'; say which by its number", word));
  }
  return static_cast<std::size_t>(found - names.begin());
}

[[noreturn]] void refuse_unknown(std::string_view word, std::span<const std::string> names) {
  std::string known;
  for (std::size_t i = 0; i < std::min(names.size(), kMostNamed); ++i) {
    known += fmt::format("{}{}", i > 0 ? ", " : "", names[i]);
  }
  if (names.size() > kMostNamed) known += fmt::format(" and {} more", names.size() - kMostNamed);
  refuse(fmt::format("there is no column '{}'; there {}: {}", word, names.size() == 1 ? "is" : "are", known));
}

/// The ends of a range such as "3-7", if the text is one.
std::optional<std::pair<std::size_t, std::size_t>> range_in(std::string_view text, std::size_t columns) {
  const std::size_t middle = text.find('-');
  if (middle == std::string_view::npos || !number_in(text.substr(0, middle)) || !number_in(text.substr(middle + 1))) {
    return std::nullopt;
  }
  const std::size_t from = *numbered(text.substr(0, middle), columns);
  const std::size_t to = *numbered(text.substr(middle + 1), columns);
  if (from > to) refuse(fmt::format("the range of columns {} ends before it begins", text));
  return std::pair{from, to};
}

}  // namespace

std::size_t find_column(std::string_view word, std::span<const std::string> names) {
  if (const std::optional<std::size_t> column = named(word, names)) return *column;
  if (const std::optional<std::size_t> column = numbered(word, names.size())) return *column;
  refuse_unknown(word, names);
}

std::vector<std::size_t> find_columns(std::string_view list, std::span<const std::string> names) {
  const std::span<const std::uint8_t> bytes(reinterpret_cast<const std::uint8_t*>(list.data()), list.size());
  CsvRecords records(std::make_unique<BytesInMemory>(bytes), ',', kLongestRecord);
  std::vector<CsvField> fields;
  std::vector<std::string> words;
  if (records.next(fields)) std::ranges::transform(fields, std::back_inserter(words), text_of);
  if (words.empty() || records.next(fields)) refuse("the list of columns is empty, or more than a line");
  std::vector<std::size_t> columns;
  std::vector<bool> taken(names.size());
  const auto take = [&](std::size_t column) {
    if (taken[column]) refuse(fmt::format("the column {} is listed twice", column_text(column, names)));
    taken[column] = true;
    columns.push_back(column);
  };
  for (const std::string& word : words) {
    const auto range = named(word, names) ? std::nullopt : range_in(word, names.size());
    if (!range) {
      take(find_column(word, names));
      continue;
    }
    for (std::size_t column = range->first; column <= range->second; ++column) take(column);
  }
  return columns;
}

std::string list_of_columns(std::span<const std::size_t> columns) {
  std::string list;
  for (std::size_t i = 0; i < columns.size();) {
    std::size_t last = i;
    while (last + 1 < columns.size() && columns[last + 1] == columns[last] + 1) ++last;
    if (i > 0) list += ',';
    list += std::to_string(columns[i] + 1);
    if (last > i) list += (last > i + 1 ? '-' : ',') + std::to_string(columns[last] + 1);
    i = last + 1;
  }
  return list;
}

std::string column_text(std::size_t column, std::span<const std::string> names) {
  return fmt::format("'{}' ({})", names[column], column + 1);
}

}  // namespace kvant
