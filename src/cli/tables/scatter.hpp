// A table with clusters as a scatter plot.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "cli/tables/label_files.hpp"
#include "plot/scatter_plot.hpp"

namespace kvant::cli {

/// Two columns of the table, from 0, by a list such as "sepal length,3" whose numbers are those of the file's columns.
/// Throws Error if these are not two that are clustered.
[[nodiscard]] std::pair<std::size_t, std::size_t> chosen_axes(const TableInput& input, const std::string& list);

/// By two columns, as the table has them, or by the first two principal components of what was clustered.
[[nodiscard]] ScatterPlot scatter_of(const LabeledTable& labeled, const std::optional<std::string>& axes);

}  // namespace kvant::cli
