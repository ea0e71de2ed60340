#include "cli/tables/read_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <new>
#include <utility>

#include "cli/terminal/streams.hpp"
#include "cli/terminal/target.hpp"
#include "cli/terminal/text.hpp"
#include "image/formats.hpp"
#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "table/columns.hpp"

namespace kvant::cli {
namespace {

constexpr std::size_t kFewRows = 8;  // of which any column may count up

/// Each number is one more than that of the row above.
bool counts_rows(const Table& table, std::size_t column) {
  const auto number = [&](std::size_t row) { return table.values[row * table.columns() + column]; };
  for (std::size_t row = 1; row < table.rows(); ++row) {
    if (number(row) != number(row - 1) + 1) return false;
  }
  return true;
}

}  // namespace

std::vector<std::uint8_t> read_table_bytes(const std::string& input) {
  std::vector<std::uint8_t> bytes =
      input == "-" ? read_standard_input(std::numeric_limits<std::uint64_t>::max(), "") : read_file(input);
  require_table(input, bytes);
  return bytes;
}

void require_table(const std::string& input, std::span<const std::uint8_t> bytes) {
  if (const auto format = is_table(input, bytes) ? std::nullopt : find_format(bytes)) {
    throw Error(ErrorCode::unsupported,
                fmt::format("is a picture ({}), not a table; kvant FILE -k 8 redraws pictures", format_name(*format)));
  }
}

bool is_named_as_table(const std::string& input) {
  std::filesystem::path path = input;
  std::string extension = extension_of(path);
  if (extension == ".gz" || extension == ".zst") extension = extension_of(path = path.stem());
  return extension == ".csv" || extension == ".tsv" || extension == ".npy";
}

bool is_table(const std::string& input, std::span<const std::uint8_t> bytes) {
  if (is_packed_or_npy(bytes)) return true;
  const bool named_so = is_named_as_table(input);
  const std::optional<Format> format = find_format(bytes);
  if (format) return named_so && *format == Format::pnm;  // which begins as text may, too
  const auto is_text = [](std::uint8_t byte) { return byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r'; };
  return named_so || std::ranges::all_of(bytes.first(std::min(bytes.size(), kFormatProbeBytes)), is_text);
}

ColumnChoice chosen_columns(const TableFile& file, const TableChoice& choice) {
  ColumnChoice columns{.missing = choice.missing};
  if (choice.weights) columns.weights = find_column(*choice.weights, file.names());
  if (choice.id) columns.id = find_column(*choice.id, file.names());
  if (choice.columns) {
    columns.values = find_columns(*choice.columns, file.names());
    return columns;
  }
  for (std::size_t column = 0; column < file.names().size(); ++column) {
    if (column != columns.weights && column != columns.id) columns.values.push_back(column);
  }
  if (columns.values.empty()) throw Error(ErrorCode::invalid_argument, "there is no column left to cluster");
  return columns;
}

TableInput read_table(std::vector<std::uint8_t> bytes, const TableChoice& choice) {
  TableInput input;
  input.file = open_table(std::move(bytes), choice.layout);
  input.choice = chosen_columns(*input.file, choice);
  input.table = input.file->read(input.choice);
  input.rows = input.table.rows();
  return input;
}

void tell_counting_columns(const std::string& name, const TableInput& input, const Telling& telling) {
  const Table& table = input.table;
  if (telling.quiet || table.columns() < 2 || table.rows() < kFewRows) return;
  for (std::size_t i = 0; i < table.columns(); ++i) {
    if (!counts_rows(table, i)) continue;
    const std::size_t column = input.choice.values[i];
    write_standard_error(
        fmt::format("kvant: {}: the column {} only counts the rows, and is clustered like any other; "
                    "--id {} leaves it out\n",
                    name_of_input(name), printable(column_text(column, input.file->names())), column + 1));
  }
}

std::string shape_text(const TableInput& input) {
  std::string text = fmt::format("{}, {} ({})", counted(input.rows, "row"), counted(input.table.columns(), "column"),
                                 input.file->layout());
  if (!input.table.left_out.empty()) {
    text += fmt::format(", {} dropped", counted(input.table.left_out.size(), "incomplete row"));
  }
  if (input.table.filled > 0) text += fmt::format(", {} filled with means", counted(input.table.filled, "number"));
  return text;
}

void in_memory(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::limit, "the table needs more memory than there is");
  }
}

}  // namespace kvant::cli
