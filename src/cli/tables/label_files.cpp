#include "cli/tables/label_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "cli/options/values.hpp"
#include "cli/tables/scatter.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/target.hpp"
#include "cli/terminal/text.hpp"
#include "image/atomic_file.hpp"
#include "kvant/error.hpp"
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

std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

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

void write_labels(const TableInput& input, std::span<const std::int32_t> labels, const Write& write) {
  const bool named = input.choice.id.has_value();
  write(named ? "id," : "");
  write(fmt::format("{}\n", kColumn));
  const auto text_of_label = [&](std::int32_t label) {
    // An empty line would be no row.
    return label >= 0 ? fmt::format("{}\n", label) : named ? "\n" : "NA\n";
  };
  if (!named) {
    for (const std::int32_t label : labels) write(text_of_label(label));
    return;
  }
  auto label = labels.begin();
  input.file->for_each_text(*input.choice.id, [&](const std::string& id) {
    if (label == labels.end()) throw Error(ErrorCode::corrupt, "has become longer while it was read");
    write(as_field(id, ',') + ',' + text_of_label(*label++));
  });
}

/// Calls write(piece) with the pieces of what is made, few and large.
void in_large_pieces(const std::function<void(const Write& write)>& make, const Write& write) {
  constexpr std::size_t enough = std::size_t{1} << 20U;
  std::string text;
  make([&](std::string_view piece) {
    text += piece;
    if (text.size() < enough) return;
    write(text);
    text.clear();
  });
  write(text);
}

}  // namespace

std::vector<double> restored_centers(const LabeledTable& labeled) {
  std::vector<double> centers = labeled.centers;
  restore(labeled.scaling, centers);
  return centers;
}

bool takes_standard_output(const LabelOutputs& outputs) { return std::ranges::count(outputs.tables, "-") > 0; }

bool draws(const LabelOutputs& outputs) {
  return std::ranges::any_of(outputs.tables, [](const auto& name) { return kind_of(name) != Kind::table; });
}

void check_names(const LabelOutputs& outputs) {
  for (const std::string& name : outputs.tables) check_output(name);
  if (outputs.axes && !draws(outputs)) throw UsageError("--axes is for plots: -o plot.svg or .png");
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

ResultFile file_of(std::string name, std::vector<std::uint8_t> bytes) {
  return {std::move(name), [bytes = std::move(bytes)](const Write& write) { write(text_of(bytes)); }};
}

std::vector<ResultFile> make_label_files(const LabelOutputs& outputs, const LabeledTable& labeled) {
  const auto labels =
      std::make_shared<const std::vector<std::int32_t>>(labels_of_file(labeled.input.table, labeled.labels));
  std::vector<ResultFile> files;
  for (const std::string& name : outputs.tables) {
    const Kind kind = kind_of(name);
    if (kind == Kind::table) {
      files.push_back({name, [&labeled, labels](const Write& write) {
                         labeled.input.file->write_with_labels(kColumn, *labels, write);
                       }});
    } else {
      const PlotFormat format = kind == Kind::svg ? PlotFormat::svg : PlotFormat::png;
      files.push_back(file_of(name, draw_scatter(scatter_of(labeled, outputs.axes), format)));
    }
  }
  if (outputs.labels && extension_of(*outputs.labels) == ".npy") {
    files.push_back({*outputs.labels, [labels](const Write& write) { write(text_of(npy_of_labels(*labels))); }});
  } else if (outputs.labels) {
    files.push_back(
        {*outputs.labels, [&labeled, labels](const Write& write) { write_labels(labeled.input, *labels, write); }});
  }
  return files;
}

void write_files(const std::string& input, const std::vector<ResultFile>& files, bool force, const Telling& telling) {
  for (const ResultFile& file : files) {
    std::uint64_t size = 0;
    const auto make = [&](const WritePiece& write) {
      in_large_pieces(file.make, [&](std::string_view piece) {
        size += piece.size();
        write({reinterpret_cast<const std::uint8_t*>(piece.data()), piece.size()});
      });
    };
    if (file.name == "-") {
      make([](std::span<const std::uint8_t> bytes) { write_standard_output(bytes); });
    } else {
      write_file(file.name, make, force);
    }
    if (telling.quiet) continue;
    write_standard_error(fmt::format("{} -> {}: {}\n", name_of_input(input),
                                     file.name == "-" ? "standard output" : printable(file.name), size_text(size)));
  }
}

}  // namespace kvant::cli
