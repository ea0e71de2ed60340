// Tables of any kind: what is read is numbers, and the table with labels reads back as it was.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "kvant/error.hpp"
#include "table/table_file.hpp"
#include "table/unpack.hpp"

namespace {

using kvant::TableFile;

constexpr std::uint64_t kMostUnpacked = std::uint64_t{1} << 22U;  // large ones are slow, and have a test

kvant::TextLayout layout_of(unsigned choice) {
  constexpr char delimiters[] = {',', ';', '\t', '|', ' ', 'e'};
  kvant::TextLayout layout;
  if (choice % 7 > 0) layout.delimiter = delimiters[choice % 7 - 1];
  if (choice / 7 % 3 > 0) layout.header = choice / 7 % 3 == 1;
  return layout;
}

std::vector<std::size_t> all_columns(const TableFile& file) {
  std::vector<std::size_t> columns(file.names().size());
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = i;
  return columns;
}

void check(const kvant::Table& table) {
  if (table.values.empty() || table.values.size() % table.columns() != 0) std::abort();
  for (const double value : table.values) {
    if (!std::isfinite(value)) std::abort();
  }
}

/// `layout`: that of the file, in full.
void check_labels(const TableFile& file, const kvant::Table& table, const kvant::TextLayout& layout) {
  std::vector<std::int32_t> labels(table.rows_of_file());
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::int32_t>(i % 3);
  std::string text;
  file.write_with_labels("label of kvant", labels, [&](std::string_view piece) { text += piece; });
  const auto again = kvant::open_csv({text.begin(), text.end()}, layout);
  kvant::ColumnChoice choice{.values = all_columns(*again)};
  if (choice.values.size() != file.names().size() + 1) std::abort();
  choice.missing = kvant::Missing::drop;
  const kvant::Table read = again->read(choice);
  if (read.rows() != table.rows() || read.left_out != table.left_out) std::abort();
  // The shortest text of a float is that float, not the same double.
  const bool floats = file.layout() == "float32";
  const auto alike = [&](double one, double other) {
    return floats ? static_cast<float>(one) == static_cast<float>(other) : one == other;
  };
  std::size_t row_of_file = 0;
  auto left_out = table.left_out.begin();
  for (std::size_t row = 0; row < table.rows(); ++row, ++row_of_file) {
    for (; left_out != table.left_out.end() && *left_out == row_of_file; ++left_out) ++row_of_file;
    for (std::size_t i = 0; i < table.columns(); ++i) {
      if (!alike(read.values[row * read.columns() + i], table.values[row * table.columns() + i])) std::abort();
    }
    if (read.values[(row + 1) * read.columns() - 1] != labels[row_of_file]) std::abort();
  }
}

}  // namespace

/// The first byte chooses how text is taken; the rest is the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const kvant::TextLayout layout = layout_of(data[0]);
  try {
    const auto file = kvant::open_table(kvant::unpack({data + 1, data + size}, kMostUnpacked), layout);
    const auto read = [&](kvant::Missing missing) {
      const kvant::Table table = file->read({.values = all_columns(*file), .missing = missing});
      check(table);
      return table;
    };
    const kvant::Table table = read(kvant::Missing::drop);
    const bool text = file->layout().find("header") != std::string::npos;
    if (!text) {
      check_labels(*file, table, {.delimiter = ',', .header = true});
    } else if (layout.delimiter && layout.header) {
      check_labels(*file, table, layout);
    }
    (void)read(kvant::Missing::mean);
  } catch (const kvant::Error&) {
    return 0;
  }
  return 0;
}
