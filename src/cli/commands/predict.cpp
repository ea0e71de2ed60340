#include "cli/commands/predict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "cli/commands/each_picture.hpp"
#include "cli/options/common_options.hpp"
#include "cli/options/values.hpp"
#include "cli/tables/center_files.hpp"
#include "cli/tables/cluster_report.hpp"
#include "cli/tables/clustering.hpp"
#include "cli/tables/table_options.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/text.hpp"
#include "kvant/error.hpp"
#include "table/columns.hpp"

namespace kvant::cli {
namespace {

struct PredictArguments {
  Inputs inputs = {};
  TableChoice table = {};
  std::string centers = {};
  LabelOutputs outputs = {};
  unsigned threads = 0;
  Telling telling = {};
};

/// By the names of the centers' columns, where both have names and --columns does not say which; else in their order.
ColumnChoice columns_for(const SavedCenters& saved, const TableFile& file, const TableChoice& choice) {
  ColumnChoice columns = chosen_columns(file, choice);
  if (!choice.columns && file.has_names() && !saved.names.empty()) {
    columns.values.clear();
    for (const std::string& name : saved.names) {
      if (std::ranges::count(file.names(), name) == 0) {
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("there is no column {}, which the centers have; --columns says what to take instead",
                                in_quotes(name)));
      }
      columns.values.push_back(find_column(name, file.names()));
    }
  }
  if (columns.values.size() != saved.columns) {
    throw Error(ErrorCode::invalid_argument, fmt::format("the centers have {}, not {}; choose as many by --columns",
                                                         counted(saved.columns, "column"), columns.values.size()));
  }
  return columns;
}

/// An origin near the centers, and the units of distances.
Scaling scaling_of(const SavedCenters& saved) {
  Scaling scaling;
  if (saved.units.empty()) return scaling;
  scaling.unit = saved.units;
  scaling.origin.assign(saved.columns, 0);
  const std::size_t rows = saved.centers.size() / saved.columns;
  for (std::size_t i = 0; i < saved.centers.size(); ++i) {
    scaling.origin[i % saved.columns] += saved.centers[i] / static_cast<double>(rows);
  }
  return scaling;
}

void tell(const PredictArguments& arguments, const LabeledTable& labeled) {
  if (arguments.telling.json) {
    Json json = table_json(labeled.name, labeled.input);
    json["clusters"] = labeled.clusters();
    json["sizes"] = cluster_sizes(labeled);
    write_standard_output(dump(json, true) + '\n');
  } else if (!arguments.telling.quiet) {
    const std::string text =
        fmt::format("{}: {}\n\n{}", name_of_input(labeled.name), shape_text(labeled.input), size_lines(labeled));
    if (takes_standard_output(arguments.outputs)) {
      write_standard_error(text);
    } else {
      write_standard_output(text);
    }
  }
}

SavedCenters saved_centers(const std::string& name) {
  try {
    return read_centers(name);
  } catch (const Error& error) {
    throw Error(error.code(), fmt::format("--centers {}: {}", in_quotes(name), error.what()));
  }
}

void predict_table(const PredictArguments& arguments, const std::string& name) {
  check_targets(arguments.outputs, {}, name);
  SavedCenters saved = saved_centers(arguments.centers);
  LabeledTable labeled{.name = name, .scaling = scaling_of(saved), .centers = std::move(saved.centers)};
  TableInput& input = labeled.input;
  input.file = open_table(read_table_bytes(name), arguments.table.layout);
  input.choice = columns_for(saved, *input.file, arguments.table);
  check_table(arguments.outputs, input);
  input.table = input.file->read(input.choice);
  input.rows = input.table.rows();

  normalize(labeled.scaling, input.table.values);
  normalize(labeled.scaling, labeled.centers);
  labeled.labels = nearest(input.table, labeled.centers, arguments.threads);
  write_files(name, make_label_files(arguments.outputs, labeled), arguments.outputs.force, arguments.telling);
  tell(arguments, labeled);
}

void check(const PredictArguments& arguments) {
  if (arguments.centers.empty()) throw UsageError("no centers given: --centers FILE, as kvant cluster writes them");
  check_names(arguments.outputs);
  if (arguments.telling.json && takes_standard_output(arguments.outputs)) {
    throw UsageError("--json and -o - both write to standard output");
  }
}

std::vector<Option> all_options(PredictArguments& arguments) {
  std::vector<Option> options = {{.group = group::kClusters,
                                  .name = "centers",
                                  .value = "FILE",
                                  .help = "The centers, as kvant cluster --centers writes them; needed",
                                  .completion = Completion::file,
                                  .set = [&arguments](const std::string& text) { arguments.centers = text; }}};
  const auto add = [&](std::vector<Option> more) { std::ranges::move(more, std::back_inserter(options)); };
  add(table_options(arguments.table));
  options.push_back(id_option(arguments.table));
  add(label_options(arguments.outputs));
  add({quiet_option(arguments.telling.quiet), json_option(arguments.telling.json), threads_option(arguments.threads),
       help_option()});
  return options;
}

}  // namespace

Command predict_command() {
  const auto arguments = std::make_shared<PredictArguments>();
  return {
      .name = "predict",
      .summary = "find the nearest of saved centers for each row of a table",
      .operands = "FILE",
      .description =
          R"(`kvant predict` reads a table as `kvant cluster` does, and the centers that this wrote. Columns are found by the names that the centers have; where there are none, or `--columns` says which, they are taken in their order. Columns that were normalized are measured in the units that the file of centers keeps.)",
      .examples = {{"kvant predict new.csv --centers c.csv -o out.csv", "the table with a column 'cluster'"},
                   {"kvant predict new.npy --centers c.npy --labels l.npy", "from and for NumPy"}},
      .options = all_options(*arguments),
      .inputs = &arguments->inputs.names,
      .input = "table",
      .check = [arguments] { check(*arguments); },
      .run =
          [arguments] {
            return for_each_input(arguments->inputs, arguments->telling, [&](const std::string& name) {
              in_memory([&] { predict_table(*arguments, name); });
            });
          },
  };
}

}  // namespace kvant::cli
