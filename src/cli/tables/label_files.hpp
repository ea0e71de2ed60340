// Files that tell which cluster each row is in.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options/arguments.hpp"
#include "cli/tables/read_table.hpp"
#include "table/normalize.hpp"

namespace kvant::cli {

/// A table whose rows have clusters. Its numbers, and the centers, are normalized.
struct LabeledTable {
  std::string name;  ///< of the input
  TableInput input = {};
  Scaling scaling = {};
  std::vector<double> centers = {};        ///< clusters * columns, row-major
  std::vector<std::uint32_t> labels = {};  ///< of the table's rows

  [[nodiscard]] std::size_t clusters() const { return centers.size() / input.table.columns(); }
};

/// The centers as the table has them.
[[nodiscard]] std::vector<double> restored_centers(const LabeledTable& labeled);

/// A file that is about to be written.
struct ResultFile {
  std::string name;  ///< "-": standard output
  std::function<void(const Write& write)> make;
};

/// Of bytes that are all there.
[[nodiscard]] ResultFile file_of(std::string name, std::vector<std::uint8_t> bytes);

/// Whether one of the files is a plot.
[[nodiscard]] bool draws(const LabelOutputs& outputs);

/// Throws UsageError if the name of a file does not say what it is to hold.
void check_names(const LabelOutputs& outputs);

/// Before any work: refuses files that cannot be written, or exist, or are named twice. `more`: other files that are
/// written besides. Throws UsageError and Error.
void check_targets(const LabelOutputs& outputs, const std::vector<std::string>& more, const std::string& input);

/// Before any work: refuses what the table cannot give. Throws Error.
void check_table(const LabelOutputs& outputs, const TableInput& input);

/// What the files of -o and --labels hold, of which the table and the labels must stay. Making them throws Error.
[[nodiscard]] std::vector<ResultFile> make_label_files(const LabelOutputs& outputs, const LabeledTable& labeled);

/// Writes them, and says so unless --quiet is given. Throws Error.
void write_files(const std::string& input, const std::vector<ResultFile>& files, bool force, const Telling& telling);

/// Whether -o - is given.
[[nodiscard]] bool takes_standard_output(const LabelOutputs& outputs);

}  // namespace kvant::cli
