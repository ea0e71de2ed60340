#include "cli/tables/scatter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <vector>

#include "cli/terminal/text.hpp"
#include "kvant/error.hpp"
#include "table/columns.hpp"
#include "table/principal_axes.hpp"

namespace kvant::cli {
namespace {

constexpr std::size_t kMostDots = 10'000;  // more would hide each other, and make a large file

/// Where a row of normalized numbers is drawn.
using Place = std::function<std::array<double, 2>(std::span<const double> row)>;

Place place_by_columns(const LabeledTable& labeled, std::pair<std::size_t, std::size_t> axes) {
  const Scaling& scaling = labeled.scaling;
  return [&scaling, axes](std::span<const double> row) {
    std::vector<double> restored(row.begin(), row.end());
    restore(scaling, restored);
    return std::array{restored[axes.first], restored[axes.second]};
  };
}

std::string axis_text(const Table& table, std::size_t column) {
  constexpr std::size_t widest = 60;
  return shortened(printable(table.names[column]), widest);
}

std::string component_text(const PrincipalAxes& axes, std::size_t which) {
  return fmt::format("principal component {} ({:.0f}% of the variance)", which + 1, 100 * axes.share[which]);
}

}  // namespace

std::pair<std::size_t, std::size_t> chosen_axes(const TableInput& input, const std::string& list) {
  const std::vector<std::size_t> columns = find_columns(list, input.file->names());
  if (columns.size() != 2) throw Error(ErrorCode::invalid_argument, "--axes: two columns, such as 1,2");
  const std::vector<std::size_t>& clustered = input.choice.values;
  const auto place_of = [&](std::size_t column) {
    const auto found = std::ranges::find(clustered, column);
    if (found != clustered.end()) return static_cast<std::size_t>(found - clustered.begin());
    throw Error(ErrorCode::invalid_argument, fmt::format("--axes: the column {} is not among those that are clustered",
                                                         column_text(column, input.file->names())));
  };
  return {place_of(columns[0]), place_of(columns[1])};
}

ScatterPlot scatter_of(const LabeledTable& labeled, const std::optional<std::string>& axes) {
  const Table& table = labeled.input.table;
  ScatterPlot plot;
  PrincipalAxes components;
  Place place;
  if (axes) {
    const std::pair<std::size_t, std::size_t> chosen = chosen_axes(labeled.input, *axes);
    plot.across_label = axis_text(table, chosen.first);
    plot.up_label = axis_text(table, chosen.second);
    place = place_by_columns(labeled, chosen);
  } else if (table.columns() == 2) {
    plot.across_label = axis_text(table, 0);
    plot.up_label = axis_text(table, 1);
    place = place_by_columns(labeled, {0, 1});
  } else {
    components = principal_axes(table);
    plot.across_label = component_text(components, 0);
    plot.up_label = component_text(components, 1);
    place = [&components](std::span<const double> row) {
      return std::array{coordinate(components, 0, row), coordinate(components, 1, row)};
    };
  }

  const std::size_t columns = table.columns();
  const std::size_t step = (table.rows() + kMostDots - 1) / kMostDots;
  for (std::size_t row = 0; row < table.rows(); row += step) {
    const auto [x, y] = place(std::span(table.values).subspan(row * columns, columns));
    plot.dots.push_back({x, y, labeled.labels[row]});
  }
  std::vector<std::uint64_t> sizes(labeled.clusters());
  for (const std::uint32_t label : labeled.labels) ++sizes[label];
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const auto [x, y] = place(std::span(labeled.centers).subspan(i * columns, columns));
    plot.clusters.push_back({x, y, fmt::format("{}: {}", i, counted(sizes[i], "row"))});
  }
  plot.title = title_of_input(labeled.name);
  plot.subtitle = fmt::format("{}, {}, {}", counted(table.rows(), "row"), counted(columns, "column"),
                              counted(sizes.size(), "cluster"));
  if (step > 1) plot.subtitle += fmt::format("; one row in {} is drawn", step);
  return plot;
}

}  // namespace kvant::cli
