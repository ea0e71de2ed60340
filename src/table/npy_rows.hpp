// An .npy file of which only some rows are in memory at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "table/npy_header.hpp"
#include "table/plain_file.hpp"
#include "table/table_file.hpp"

namespace kvant {

class NpyRows {
 public:
  /// Throws Error: io, corrupt, unsupported.
  explicit NpyRows(std::shared_ptr<const PlainFile> file);

  /// Of numbers without a header, which is what would be in it.
  NpyRows(std::shared_ptr<const PlainFile> file, const NpyHeader& header) : file_(std::move(file)), header_(header) {}

  [[nodiscard]] std::size_t rows() const { return header_.rows; }
  [[nodiscard]] std::size_t columns() const { return header_.columns; }

  /// Columns of the rows [first, first + count), in which missing numbers are NaN. Throws Error: as part(), and
  /// invalid_argument for numbers out of range.
  [[nodiscard]] Table read(std::size_t first, std::size_t count, const ColumnChoice& choice) const;

  /// A table of the rows [first, first + count). Throws Error: corrupt if the file has become shorter, unsupported for
  /// Fortran's order.
  [[nodiscard]] std::unique_ptr<TableFile> part(std::size_t first, std::size_t count) const;

 private:
  [[nodiscard]] std::vector<std::uint8_t> bytes_of(std::size_t first, std::size_t count) const;
  [[nodiscard]] NpyHeader header_of(std::size_t count) const;

  std::shared_ptr<const PlainFile> file_;
  NpyHeader header_;
};

}  // namespace kvant
