// Options of the commands on tables.
#pragma once

#include "cli/options/option.hpp"
#include "cli/tables/table_arguments.hpp"

namespace kvant::cli {

/// --columns, --delimiter, --header, --no-header, --missing
[[nodiscard]] std::vector<Option> table_options(TableChoice& choice);
[[nodiscard]] Option weights_option(TableChoice& choice);
[[nodiscard]] Option id_option(TableChoice& choice);
[[nodiscard]] Option normalize_option(Normalization& normalization);

/// -o, --labels, --axes, --force
[[nodiscard]] std::vector<Option> label_options(LabelOutputs& outputs);

/// The same option under another heading.
[[nodiscard]] Option in_group(std::string_view group, Option option);

}  // namespace kvant::cli
