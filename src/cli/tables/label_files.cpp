#include "cli/tables/label_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/options/values.hpp"
#include "cli/tables/scatter.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/target.hpp"
#include "cli/terminal/text.hpp"
#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "table/csv_records.hpp"
#include "table/npy_write.hpp"

namespace kvant::cli {
namespace {

constexpr std::string_view kColumn = "cluster";  // that is added

enum class Kind { table, svg, png };

/// What a file of -o is to hold.
Kind kind_of(const std::string& name) {
  const std::string extension = extension_of(name);
  if (extension == ".svg") return Kind::svg;
  if (extension == ".png") return Kind::png;
  return Kind::table;
}

void check_output(const std::string& name) {
  const std::string extension = extension_of(name);
  if (name.empty()) throw UsageError("--output: the file's name is empty");
  if (extension == ".npy") throw UsageError("--output: a table is written as text; --labels writes .npy");
  for (const std::string_view other : {".gz", ".zst", ".xlsx", ".html", ".pdf", ".jpg", ".jpeg", ".gif", ".webp"}) {
    if (extension == other) {
      throw UsageError(fmt::format("--output: writes a table (.csv) or a plot (.svg, .png), not {}", other));
    }
  }
}

std::vector<std::uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

/// One for each row of the file: -1 for those that were left out.
std::vector<std::int32_t> labels_of_file(const Table& table, std::span<const std::uint32_t> labels) {
  std::vector<std::int32_t> of_file;
  const std::size_t rows = labels.size() + table.left_out.size();
  of_file.reserve(rows);
  auto left_out = table.left_out.begin();
  for (std::size_t next = 0; of_file.size() < rows;) {
    if (left_out != table.left_out.end() && *left_out == of_file.size()) {
      of_file.push_back(-1);
      ++left_out;
    } else {
      of_file.push_back(static_cast<std::int32_t>(labels[next++]));
    }
  }
  return of_file;
}

std::string csv_of_labels(const Table& table, std::span<const std::int32_t> labels) {
  std::string text(table.ids.empty() ? "" : "id,");
  text += std::string(kColumn) + '\n';
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (!table.ids.empty()) text += as_field(table.ids[row], ',') + ',';
    if (labels[row] >= 0) {
      text += std::to_string(labels[row]);
    } else if (table.ids.empty()) {
      text += "NA";  // an empty line would be no row
    }
    text += '\n';
  }
  return text;
}

}  // namespace

std::vector<double> restored_centers(const LabeledTable& labeled) {
  std::vector<double> centers = labeled.centers;
  restore(labeled.scaling, centers);
  return centers;
}

bool takes_standard_output(const LabelOutputs& outputs) { return std::ranges::count(outputs.tables, "-") > 0; }

void check_names(const LabelOutputs& outputs) {
  for (const std::string& name : outputs.tables) check_output(name);
  const bool draws = std::ranges::any_of(outputs.tables, [](const auto& name) { return kind_of(name) != Kind::table; });
  if (outputs.axes && !draws) throw UsageError("--axes is for plots: -o plot.svg or .png");
  if (!outputs.labels) return;
  const std::string extension = extension_of(*outputs.labels);
  if (extension != ".npy" && extension != ".csv") throw UsageError("--labels: an .npy or a .csv file");
}

void check_targets(const LabelOutputs& outputs, const std::vector<std::string>& more, const std::string& input) {
  std::vector<std::string> names = outputs.tables;
  if (outputs.labels) names.push_back(*outputs.labels);
  names.insert(names.end(), more.begin(), more.end());
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (std::find(name + 1, names.end(), *name) != names.end()) {
      throw UsageError(fmt::format("{} is to be written twice", in_quotes(*name)));
    }
    if (*name != "-") check_target(*name, input, outputs.force, false);
  }
}

void check_table(const LabelOutputs& outputs, const TableInput& input) {
  const bool adds = std::ranges::any_of(outputs.tables, [](const auto& name) { return kind_of(name) == Kind::table; });
  if (adds && std::ranges::count(input.file->names(), kColumn) > 0) {
    throw Error(ErrorCode::invalid_argument,
                "the table has a column 'cluster' already; rename it, or write --labels instead of -o");
  }
  if (outputs.axes) (void)chosen_axes(input, *outputs.axes);
}

std::vector<ResultFile> make_label_files(const LabelOutputs& outputs, const LabeledTable& labeled) {
  const Table& table = labeled.input.table;
  const std::vector<std::int32_t> labels = labels_of_file(table, labeled.labels);
  std::vector<ResultFile> files;
  for (const std::string& name : outputs.tables) {
    const Kind kind = kind_of(name);
    if (kind == Kind::table) {
      files.push_back({name, bytes_of(labeled.input.file->with_labels(kColumn, labels))});
    } else {
      const PlotFormat format = kind == Kind::svg ? PlotFormat::svg : PlotFormat::png;
      files.push_back({name, draw_scatter(scatter_of(labeled, outputs.axes), format)});
    }
  }
  if (outputs.labels) {
    const bool npy = extension_of(*outputs.labels) == ".npy";
    files.push_back({*outputs.labels, npy ? npy_of_labels(labels) : bytes_of(csv_of_labels(table, labels))});
  }
  return files;
}

void write_files(const std::string& input, const std::vector<ResultFile>& files, bool force, const Telling& telling) {
  for (const ResultFile& file : files) {
    if (file.name == "-") {
      write_standard_output(file.bytes);
    } else {
      write_file(file.name, file.bytes, force);
    }
    if (telling.quiet) continue;
    write_standard_error(fmt::format("{} -> {}: {}\n", name_of_input(input),
                                     file.name == "-" ? "standard output" : printable(file.name),
                                     size_text(file.bytes.size())));
  }
}

}  // namespace kvant::cli
