// A file that holds a table: what its columns are called, and what can be made of it.
//
//   const auto file = kvant::open_table(bytes);
//   const kvant::Table table = file->read({.values = {0, 1, 2}});
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "table/table.hpp"

namespace kvant {

/// How a text file is to be read, where that is known.
struct TextLayout {
  std::optional<char> delimiter = {};  ///< ' ' stands for any number of blanks and tabs
  std::optional<bool> header = {};     ///< whether the first row names the columns
};

/// What becomes of rows that lack a number.
enum class Missing { refuse, drop, mean };

/// Columns, counted from 0.
struct ColumnChoice {
  std::vector<std::size_t> values = {};     ///< one at least, in the order wanted
  std::optional<std::size_t> weights = {};  ///< 0 or more in each row
  std::optional<std::size_t> id = {};       ///< anything: kept as text
  Missing missing = Missing::refuse;
};

/// Takes the next piece of a text.
using Write = std::function<void(std::string_view)>;

class TableFile {
 public:
  TableFile() = default;
  TableFile(const TableFile&) = delete;
  TableFile& operator=(const TableFile&) = delete;
  virtual ~TableFile() = default;

  /// Of all columns: the file's own, or x1, x2, ...
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] bool has_names() const { return has_names_; }
  /// In words: "comma-separated, with a header"
  [[nodiscard]] virtual std::string layout() const = 0;

  /// Throws Error(invalid_argument, corrupt), naming row and column: rows are counted from 1, the header's too.
  [[nodiscard]] virtual Table read(const ColumnChoice& choice) const = 0;

  /// Calls use(text) with what is in this column, row after row. Throws Error(corrupt).
  virtual void for_each_text(std::size_t column, const std::function<void(const std::string& text)>& use) const = 0;

  /// Writes the table as it is, as text, a piece at a time, with one column more: a label for each row, nothing where
  /// it is below 0.
  virtual void write_with_labels(std::string_view name, std::span<const std::int32_t> labels,
                                 const Write& write) const = 0;

 protected:
  std::vector<std::string> names_;
  bool has_names_ = false;
};

/// Opens CSV and the like, or .npy, each also as .gz or .zst: the content tells. `layout` is for text.
/// Throws Error: unsupported if it is something else, corrupt, limit.
[[nodiscard]] std::unique_ptr<TableFile> open_table(std::vector<std::uint8_t> bytes, const TextLayout& layout = {});

/// Whether the bytes begin like a file that only open_table() could read: .npy, gzip or Zstandard.
[[nodiscard]] bool is_packed_or_npy(std::span<const std::uint8_t> bytes);

/// Throws Error(unsupported), with advice, if the bytes begin like one of the files that are often taken for tables.
void refuse_strangers(std::span<const std::uint8_t> bytes);

/// What open_table() opens, by its own name.
[[nodiscard]] std::unique_ptr<TableFile> open_csv(std::vector<std::uint8_t> text, const TextLayout& layout);
[[nodiscard]] std::unique_ptr<TableFile> open_npy(std::vector<std::uint8_t> bytes);

/// x1, x2, ... for columns without names.
[[nodiscard]] std::vector<std::string> numbered_names(std::size_t columns);

}  // namespace kvant
