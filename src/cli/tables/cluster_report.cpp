#include "cli/tables/cluster_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/terminal/choice_text.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

constexpr std::size_t kMostLines = 50;
constexpr std::size_t kWidestName = 18;

/// A column of the text: its heading and what stands below, all to the right.
struct TextColumn {
  std::string heading;
  std::vector<std::string> cells = {};

  [[nodiscard]] std::size_t width() const {
    std::size_t most = columns(heading);
    for (const std::string& cell : cells) most = std::max(most, cell.size());
    return most;
  }
};

TextColumn column_of_centers(const LabeledTable& labeled, std::span<const double> centers, std::size_t column,
                             std::size_t lines) {
  const Table& table = labeled.input.table;
  TextColumn text{.heading = shortened(printable(table.names[column]), kWidestName)};
  for (std::size_t i = 0; i < lines; ++i) {
    text.cells.push_back(fmt::format("{:.5g}", centers[i * table.columns() + column]));
  }
  return text;
}

std::string text_of(const std::vector<TextColumn>& table, std::size_t lines) {
  std::string text;
  const auto add = [&](const TextColumn& column, const std::string& cell) {
    text += std::string(2 + column.width() - columns(cell), ' ') + cell;
  };
  for (const TextColumn& column : table) add(column, column.heading);
  for (std::size_t i = 0; i < lines; ++i) {
    text += '\n';
    for (const TextColumn& column : table) add(column, column.cells[i]);
  }
  return text + '\n';
}

/// The first columns: which cluster, how many rows, and their share.
std::vector<TextColumn> size_columns(const LabeledTable& labeled, std::size_t lines) {
  const std::vector<std::uint64_t> sizes = cluster_sizes(labeled);
  TextColumn number{.heading = "cluster"};
  TextColumn rows{.heading = "rows"};
  TextColumn share{.heading = "share"};
  for (std::size_t i = 0; i < lines; ++i) {
    number.cells.push_back(std::to_string(i));
    rows.cells.push_back(grouped(sizes[i]));
    share.cells.push_back(
        fmt::format("{:.1f}%", 100 * static_cast<double>(sizes[i]) / static_cast<double>(labeled.input.rows)));
  }
  return {number, rows, share};
}

std::string rest_of_lines(const LabeledTable& labeled, std::size_t lines) {
  return lines < labeled.clusters() ? fmt::format("  and {} clusters more\n", grouped(labeled.clusters() - lines)) : "";
}

/// A line for each cluster, with as much of its center as there is room for.
std::string table_of_clusters(const LabeledTable& labeled, unsigned width) {
  const std::size_t lines = std::min(labeled.clusters(), kMostLines);
  const std::vector<double> centers = restored_centers(labeled);
  std::vector<TextColumn> table = size_columns(labeled, lines);
  std::size_t used = 0;
  for (const TextColumn& column : table) used += 2 + column.width();
  const std::size_t all = labeled.input.table.columns();
  std::size_t shown = 0;
  for (; shown < all; ++shown) {
    TextColumn column = column_of_centers(labeled, centers, shown, lines);
    used += 2 + column.width();
    if (used > width && shown > 0) break;
    table.push_back(std::move(column));
  }
  std::string text = text_of(table, lines) + rest_of_lines(labeled, lines);
  if (shown < all)
    text += fmt::format("  and {} more, which --centers and --json have\n", counted(all - shown, "column"));
  return text;
}

std::string batches_text(const Batches& batches) {
  if (batches.steps == 0) return "";
  return fmt::format(", in {} of {}", counted(batches.steps, "step"), counted(batches.size, "row"));
}

}  // namespace

std::string_view name_of(Normalization normalization) {
  return std::ranges::find(kNormalizations, normalization, &NormalizationName::normalization)->name;
}

std::vector<std::uint64_t> cluster_sizes(const LabeledTable& labeled) {
  std::vector<std::uint64_t> sizes(labeled.clusters());
  for (const std::uint32_t label : labeled.labels) ++sizes[label];
  return sizes;
}

std::string size_lines(const LabeledTable& labeled) {
  const std::size_t lines = std::min(labeled.clusters(), kMostLines);
  return text_of(size_columns(labeled, lines), lines) + rest_of_lines(labeled, lines);
}

std::string cluster_text(const LabeledTable& labeled, const Clustering& found, const ClusterSettings& settings,
                         unsigned width) {
  std::string text = fmt::format("{}: {}\n", name_of_input(labeled.name), shape_text(labeled.input));
  const auto line = [&](std::string_view what, const std::string& figure) {
    text += fmt::format("  {:10} {}\n", what, figure);
  };
  line("clusters", found.choice ? choice_text(*found.choice) : fmt::format("{}", found.clusters));
  line("inertia", fmt::format("{:.6g}{}", found.inertia,
                              settings.normalization == Normalization::none
                                  ? ""
                                  : fmt::format(" (of columns normalized by {})", name_of(settings.normalization))));
  line("variance", fmt::format("{:.2f}% explained", 100 * found.variance_explained));
  if (settings.algorithm != Algorithm::lloyd) line("algorithm", std::string(name_of(settings.algorithm)));
  line("iterations",
       fmt::format("{}{}{}", found.iterations, batches_text(found.batches), found.converged ? "" : ", not converged"));
  return text + '\n' + table_of_clusters(labeled, width);
}

Json table_json(const std::string& name, const TableInput& input) {
  const Table& table = input.table;
  return {{"input", name},
          {"rows", input.rows},
          {"dropped_rows", table.left_out.size()},
          {"filled_values", table.filled},
          {"columns", table.names}};
}

Json cluster_json(const LabeledTable& labeled, const Clustering& found, const ClusterSettings& settings) {
  const std::size_t width = labeled.input.table.columns();
  const std::vector<double> restored = restored_centers(labeled);
  Json centers = Json::array();
  for (std::size_t i = 0; i < labeled.clusters(); ++i) {
    centers.push_back(std::span(restored).subspan(i * width, width));
  }
  Json json = table_json(labeled.name, labeled.input);
  json["normalize"] = name_of(settings.normalization);
  json["algorithm"] = name_of(settings.algorithm);
  json["starts"] = settings.starts;
  if (settings.algorithm != Algorithm::mini_batch) json["effort"] = settings.effort;
  json["seed"] = settings.seed;
  json["clusters"] = found.clusters;
  if (found.choice) json["auto"] = {{"k", found.choice->k}, {"reason", reason_word(found.choice->reason)}};
  json["inertia"] = found.inertia;
  json["variance_explained"] = found.variance_explained;
  json["iterations"] = found.iterations;
  if (settings.algorithm == Algorithm::mini_batch) {
    json["steps"] = found.batches.steps;
    json["batch_size"] = found.batches.size;
  }
  json["converged"] = found.converged;
  json["sizes"] = cluster_sizes(labeled);
  json["centers"] = std::move(centers);
  return json;
}

}  // namespace kvant::cli
