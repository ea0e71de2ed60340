// Tables as text: CSV and what is like it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "table/byte_stream.hpp"
#include "table/csv_layout.hpp"
#include "table/csv_records.hpp"
#include "table/table_file.hpp"

namespace kvant {

class CsvFile final : public TableFile {
 public:
  /// `longest`: see CsvRecords. Throws Error: unsupported, corrupt, invalid_argument if there are no rows.
  CsvFile(OpenStream text, const TextLayout& known, std::size_t longest);

  [[nodiscard]] std::string layout() const override;
  [[nodiscard]] Table read(const ColumnChoice& choice) const override;
  void for_each_text(std::size_t column, const std::function<void(const std::string& text)>& use) const override;
  void write_with_labels(std::string_view name, std::span<const std::int32_t> labels,
                         const Write& write) const override;

  /// Calls use(some) with all rows, at most `most` at a time, in which missing numbers are NaN, whatever choice.missing
  /// says. Throws Error(invalid_argument, corrupt).
  void for_each_part(const ColumnChoice& choice, std::size_t most, const std::function<void(Table& some)>& use) const;

  /// The number of a row in the file, for messages.
  [[nodiscard]] std::uint64_t row_number(std::size_t row) const;

 private:
  [[nodiscard]] CsvRecords records() const;
  template <class Work>
  void for_each_row(const Work& work) const;
  template <class Work>
  void for_each_row(CsvRecords& reader, const Work& work) const;

  std::string_view mark_;  // of UTF-8, before the text
  OpenStream text_;
  std::size_t longest_;
  CsvLayout layout_;
  std::uint64_t first_row_ = 1;
};

}  // namespace kvant
