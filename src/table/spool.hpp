// The numbers of a text that is larger than memory, in a file that can be read from any row on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "table/csv_file.hpp"
#include "table/npy_rows.hpp"

namespace kvant {

struct Spooled {
  NpyRows rows;                            ///< the chosen columns in their order, then the weights, if there are any
  std::vector<double> means = {};          ///< what stands for NaN in the chosen columns, if anything may
  std::vector<std::size_t> left_out = {};  ///< see Table
  std::uint64_t filled = 0;                ///< see Table
};

/// Reads the text once. The file has no name, and lies where temporary ones do. Throws Error as reading does, and io.
[[nodiscard]] Spooled spool(const CsvFile& file, const ColumnChoice& choice);

}  // namespace kvant
