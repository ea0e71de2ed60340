// Clusters of a table, as text for people and as JSON.
#pragma once

#include <string>

#include "cli/tables/clustering.hpp"
#include "cli/tables/label_files.hpp"
#include "cli/terminal/json.hpp"

namespace kvant::cli {

/// What was asked for, to be told with what was found.
struct ClusterSettings {
  Normalization normalization = Normalization::none;
  int effort = 0;
  std::uint64_t seed = 0;
  Algorithm algorithm = Algorithm::lloyd;
  std::uint32_t starts = 1;
};

[[nodiscard]] std::string_view name_of(Normalization normalization);

/// Figures, and a line for each cluster. `width`: columns of the terminal.
[[nodiscard]] std::string cluster_text(const LabeledTable& labeled, const Clustering& found,
                                       const ClusterSettings& settings, unsigned width);

[[nodiscard]] Json cluster_json(const LabeledTable& labeled, const Clustering& found, const ClusterSettings& settings);

/// How many rows each cluster has, in lines.
[[nodiscard]] std::string size_lines(const LabeledTable& labeled);

/// The rows of each cluster, and the figures of the table itself.
[[nodiscard]] std::vector<std::uint64_t> cluster_sizes(const LabeledTable& labeled);
[[nodiscard]] Json table_json(const std::string& name, const TableInput& input);

}  // namespace kvant::cli
