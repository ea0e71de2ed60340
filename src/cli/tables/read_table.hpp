// A table of the command line, in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cli/tables/table_arguments.hpp"
#include "table/table_file.hpp"

namespace kvant::cli {

struct TableInput {
  std::unique_ptr<TableFile> file;
  ColumnChoice choice;     ///< what was read of it
  Table table;             ///< of a large table, read in parts, only what its columns are called
  std::uint64_t rows = 0;  ///< of the table
};

/// All bytes of the file, or of standard input for "-". Throws Error.
[[nodiscard]] std::vector<std::uint8_t> read_table_bytes(const std::string& input);

/// Throws Error(unsupported) if the bytes, kFormatProbeBytes at least or all there are, begin like a picture.
void require_table(const std::string& input, std::span<const std::uint8_t> bytes);

/// Whether a file is called as only tables are: .csv, .tsv or .npy, perhaps with .gz or .zst.
[[nodiscard]] bool is_named_as_table(const std::string& input);

/// Whether a file is a table and no picture: by what is in it, and by its name where that leaves a doubt.
[[nodiscard]] bool is_table(const std::string& input, std::span<const std::uint8_t> bytes);

/// The columns to cluster. Throws Error.
[[nodiscard]] ColumnChoice chosen_columns(const TableFile& file, const TableChoice& choice);

/// Opens the bytes as a table and reads the chosen columns. Throws Error.
[[nodiscard]] TableInput read_table(std::vector<std::uint8_t> bytes, const TableChoice& choice);

/// Warns, unless --quiet is given, of columns that only count the rows: they would outweigh the others.
void tell_counting_columns(const std::string& name, const TableInput& input, const Telling& telling);

/// "150 rows, 4 columns (comma-separated, with a header)", and what was missing.
[[nodiscard]] std::string shape_text(const TableInput& input);

/// Does the work; throws Error(limit) where memory does not suffice, which is said of tables.
void in_memory(const std::function<void()>& work);

}  // namespace kvant::cli
