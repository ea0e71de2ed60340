// What commands on tables are asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/options/arguments.hpp"
#include "table/normalize.hpp"
#include "table/table_file.hpp"

namespace kvant::cli {

/// Which numbers of a file count.
struct TableChoice {
  TextLayout layout = {};
  std::optional<std::string> columns = {};  ///< a list; none: all but those of weights and names
  std::optional<std::string> weights = {};  ///< a column
  std::optional<std::string> id = {};       ///< a column
  Missing missing = Missing::refuse;
};

/// The files that tell each row's cluster.
struct LabelOutputs {
  std::vector<std::string> tables = {};  ///< -o: by its extension the table, or a plot
  std::optional<std::string> labels = {};
  std::optional<std::string> axes = {};  ///< of plots: two columns; none: principal components
  bool force = false;
};

}  // namespace kvant::cli
