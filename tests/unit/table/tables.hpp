// Tables of text, as they are read.
#pragma once

#include <memory>
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

using Values = std::vector<double>;
using Names = std::vector<std::string>;

}  // namespace kvant::test
