// A table that is clustered without being in memory as a whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/tables/read_table.hpp"
#include "kvant/parts.hpp"
#include "table/byte_stream.hpp"
#include "table/normalize.hpp"
#include "table/npy_rows.hpp"

namespace kvant::cli {

/// What a table is read from: all its bytes where they fit into memory, else one of the others.
struct TableSource {
  std::vector<std::uint8_t> bytes = {};
  std::optional<NpyRows> rows = {};  ///< of a plain .npy file
  OpenStream text = {};              ///< of anything else, unpacked
  std::uint64_t memory = 0;          ///< bytes to take at most

  [[nodiscard]] bool fits() const { return !rows && !text; }
};

/// `memory`: bytes to take at most, 0 standing for three quarters of what the machine has. Standard input goes into a
/// temporary file if it is larger, and so does what a packed .npy file holds. Throws Error.
[[nodiscard]] TableSource find_source(const std::string& input, std::uint64_t memory);

/// Rows on the disk, so many at a time that these and all that is made of them stay within the memory there is.
class LargeTable final : public parts::Chunks {
 public:
  using Check = std::function<void(const TableInput&)>;

  /// Of a source that does not fit. Text is read once, and its numbers go into a temporary file; before that, check()
  /// may look at the columns. Throws Error: limit if there is not even room for a few rows, and as reading does.
  LargeTable(TableSource source, const TableChoice& choice, unsigned threads, const Check& check);

  [[nodiscard]] std::size_t columns() const { return numbers_.values.size(); }  ///< that are clustered

  [[nodiscard]] std::size_t rows() const { return rows_.rows(); }

  /// What is told of it; without its numbers. To be called once.
  [[nodiscard]] TableInput take_input() { return std::move(input_); }

  /// From now on rows are normalized. Not robust.
  const Scaling& normalize(Normalization normalization);

  /// From now on told, whenever rows have been gone through, how many that were in this pass.
  void watch(std::function<void(std::size_t rows)> watch) { watch_ = std::move(watch); }

  /// Calls use(some, first) with all rows, some after another. Throws Error.
  void for_each(const std::function<void(const Table& some, std::size_t first)>& use) const;

  void visit(const std::function<void(parts::Part&)>& ask) override;

 private:
  struct Opened;
  LargeTable(Opened opened, std::uint64_t memory, unsigned threads);
  static Opened open(TableSource& source, const TableChoice& choice, const Check& check);  // takes its rows or text

  NpyRows rows_;
  ColumnChoice numbers_;  // of rows_
  std::vector<double> means_;
  TableInput input_;
  Scaling scaling_;
  std::function<void(std::size_t)> watch_;
  unsigned threads_;
  std::size_t rows_at_once_ = 0;
};

}  // namespace kvant::cli
