// Numbers in rows, with the names of their columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace kvant {

struct Table {
  std::vector<std::string> names;          ///< of the columns, one at least
  std::vector<double> values = {};         ///< rows * columns, row-major, each finite
  std::vector<double> weights = {};        ///< of the rows: 0 or more, one positive; empty: 1 each
  std::vector<std::string> ids = {};       ///< of all rows of the file; empty: none
  std::vector<std::size_t> left_out = {};  ///< rows of the file that are not among these, from 0, ascending
  std::uint64_t filled = 0;                ///< values that were missing and are their column's mean

  [[nodiscard]] std::size_t columns() const { return names.size(); }
  [[nodiscard]] std::size_t rows() const { return values.size() / names.size(); }
  [[nodiscard]] std::size_t rows_of_file() const { return rows() + left_out.size(); }
};

}  // namespace kvant
