// Options that mean the same to several commands.
#pragma once

#include <string>

#include "cli/options/options.hpp"

namespace kvant::cli {

[[nodiscard]] Option colors_option();
[[nodiscard]] Option space_option();
[[nodiscard]] Option effort_option();
[[nodiscard]] Option seed_option();

[[nodiscard]] Option output_option(std::string help, std::string standard = "");
[[nodiscard]] Option force_option();
[[nodiscard]] Option quality_option();

[[nodiscard]] Option frame_option();
[[nodiscard]] Option lenient_option();
[[nodiscard]] Option max_pixels_option();

[[nodiscard]] Option quiet_option();
[[nodiscard]] Option json_option(std::string help = "Print the figures as JSON");
[[nodiscard]] Option threads_option();
[[nodiscard]] Option help_option();

}  // namespace kvant::cli
