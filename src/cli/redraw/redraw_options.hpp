// The options of redrawing, a group in each function. They are bound to the arguments.
#pragma once

#include <vector>

#include "cli/options/option.hpp"
#include "cli/redraw/arguments.hpp"

namespace kvant::cli {

[[nodiscard]] std::vector<Option> color_options(RedrawArguments& arguments);
[[nodiscard]] std::vector<Option> palette_options(RedrawArguments& arguments);
[[nodiscard]] std::vector<Option> output_options(RedrawArguments& arguments);
[[nodiscard]] std::vector<Option> running_options(RedrawArguments& arguments);  ///< and those for packagers

}  // namespace kvant::cli
