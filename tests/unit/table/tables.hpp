// Tables of text, as they are read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/bytes.hpp"
#include "table/table_file.hpp"

namespace kvant::test {

inline std::unique_ptr<TableFile> open_text(std::string_view text, const TextLayout& layout = {}) {
  return open_table(bytes_of(text), layout);
}

inline std::vector<std::size_t> all_columns(const TableFile& file) {
  std::vector<std::size_t> columns(file.names().size());
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = i;
  return columns;
}

inline Table read_text(std::string_view text, Missing missing = Missing::refuse, const TextLayout& layout = {}) {
  const auto file = open_text(text, layout);
  return file->read({.values = all_columns(*file), .missing = missing});
}

inline std::string with_labels(const TableFile& file, std::string_view name, const std::vector<std::int32_t>& labels) {
  std::string text;
  file.write_with_labels(name, labels, [&](std::string_view piece) { text += piece; });
  return text;
}

using Values = std::vector<double>;
using Names = std::vector<std::string>;

}  // namespace kvant::test
