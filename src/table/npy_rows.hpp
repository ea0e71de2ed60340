// An .npy file of which only some rows are in memory at a time.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <memory>

#include "table/npy_header.hpp"
#include "table/table_file.hpp"

namespace kvant {

class NpyRows {
 public:
  /// A plain file. Throws Error: io, corrupt, unsupported.
  explicit NpyRows(const std::filesystem::path& path);

  [[nodiscard]] std::size_t rows() const { return header_.rows; }
  [[nodiscard]] std::size_t columns() const { return header_.columns; }

  /// A table of the rows [first, first + count). Throws Error: corrupt if the file has become shorter, unsupported for
  /// Fortran's order.
  [[nodiscard]] std::unique_ptr<TableFile> part(std::size_t first, std::size_t count);

 private:
  std::ifstream file_;
  NpyHeader header_;
};

}  // namespace kvant
