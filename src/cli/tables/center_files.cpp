#include "cli/tables/center_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/options/values.hpp"
#include "cli/terminal/target.hpp"
#include "kvant/error.hpp"
#include "table/csv_records.hpp"
#include "table/npy_write.hpp"

namespace kvant::cli {
namespace {

constexpr std::string_view kNumbers = "cluster";
constexpr std::string_view kScale = "scale";

std::string row_of(const std::string& first, std::span<const double> values) {
  std::string row = first;
  for (const double value : values) row += fmt::format(",{}", value);
  return row + '\n';
}

std::string csv_of(const LabeledTable& labeled, std::span<const double> centers) {
  const Table& table = labeled.input.table;
  std::string text(kNumbers);
  for (const std::string& name : table.names) text += ',' + as_field(name, ',');
  text += '\n';
  for (std::size_t i = 0; i < labeled.clusters(); ++i) {
    text += row_of(std::to_string(i), centers.subspan(i * table.columns(), table.columns()));
  }
  if (!labeled.scaling.unit.empty()) text += row_of(std::string(kScale), labeled.scaling.unit);
  return text;
}

/// Takes the row of scales from the end.
void split_scale(SavedCenters& saved, const std::vector<std::string>& ids) {
  if (ids.empty() || ids.back() != kScale) return;
  const auto last = saved.centers.end() - static_cast<std::ptrdiff_t>(saved.columns);
  saved.units.assign(last, saved.centers.end());
  saved.centers.erase(last, saved.centers.end());
  if (saved.centers.empty() || std::ranges::any_of(saved.units, [](double unit) { return !(unit > 0); })) {
    throw Error(ErrorCode::invalid_argument, "the scales must be positive, and follow a center at least");
  }
}

}  // namespace

void check_center_name(const std::string& name, Normalization normalization) {
  const std::string extension = extension_of(name);
  if (extension != ".csv" && extension != ".npy") throw UsageError("--centers: a .csv or an .npy file");
  if (extension == ".npy" && normalization != Normalization::none) {
    throw UsageError("--centers: an .npy file has no place for the scales of --normalize; write a .csv file");
  }
}

std::vector<std::uint8_t> center_file(const std::string& name, const LabeledTable& labeled) {
  const std::vector<double> centers = restored_centers(labeled);
  if (extension_of(name) == ".npy") return npy_of_numbers(centers, labeled.input.table.columns());
  const std::string text = csv_of(labeled, centers);
  return {text.begin(), text.end()};
}

SavedCenters read_centers(const std::string& name) {
  const std::unique_ptr<TableFile> file = open_table(read_table_bytes(name));
  ColumnChoice choice = chosen_columns(*file, {});
  if (file->has_names() && file->names().front() == kNumbers && choice.values.size() > 1) {
    choice.values.erase(choice.values.begin());
    choice.id = 0;
  }
  Table table = file->read(choice);
  SavedCenters saved{.columns = table.columns(), .centers = std::move(table.values)};
  if (file->has_names()) saved.names = std::move(table.names);
  split_scale(saved, table.ids);
  return saved;
}

}  // namespace kvant::cli
