// The options of `kvant FILE...`, a group in each file.
#pragma once

#include <vector>

#include "cli/options/options.hpp"

namespace kvant::cli {

[[nodiscard]] std::vector<Option> color_options();
[[nodiscard]] std::vector<Option> dithering_options();
[[nodiscard]] std::vector<Option> output_options();
[[nodiscard]] std::vector<Option> input_options();
[[nodiscard]] std::vector<Option> running_options();  ///< and those for packagers

}  // namespace kvant::cli
