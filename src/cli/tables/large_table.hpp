// A table that is clustered without being in memory as a whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "cli/tables/read_table.hpp"
#include "kvant/parts.hpp"
#include "table/npy_rows.hpp"

namespace kvant::cli {

/// Rows of an .npy file, so many at a time that these and all that is made of them stay within a limit.
class LargeTable final : public parts::Chunks {
 public:
  /// Throws Error: limit if there is not even room for a few rows.
  LargeTable(std::unique_ptr<NpyRows> rows, const TableChoice& choice, std::uint64_t memory, unsigned threads);

  [[nodiscard]] std::size_t columns() const { return choice_.values.size(); }  ///< that are clustered

  [[nodiscard]] std::size_t rows() const { return rows_->rows(); }

  /// What is told of it; without its numbers.
  [[nodiscard]] TableInput describe();

  /// Calls use(some, first) with all rows, some after another. Throws Error.
  void for_each(const std::function<void(const Table& some, std::size_t first)>& use);

  void visit(const std::function<void(parts::Part&)>& ask) override;

 private:
  std::unique_ptr<NpyRows> rows_;
  ColumnChoice choice_;
  unsigned threads_;
  std::size_t rows_at_once_ = 0;
};

/// The table, if it takes more than `memory` bytes, 0 standing for three quarters of what the machine has. Throws
/// Error(limit) if it does and cannot be read in parts: only plain .npy files can.
[[nodiscard]] std::unique_ptr<LargeTable> open_large_table(const std::string& input, const TableChoice& choice,
                                                           std::uint64_t memory, unsigned threads);

}  // namespace kvant::cli
