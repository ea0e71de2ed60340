// Options that mean the same to several commands. Each is bound to the field that it sets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/options/arguments.hpp"
#include "cli/options/option.hpp"

namespace kvant::cli {

[[nodiscard]] Option colors_option(std::optional<std::uint32_t>& colors);
[[nodiscard]] Option space_option(Space& space);
[[nodiscard]] Option effort_option(int& effort);
[[nodiscard]] Option seed_option(std::uint64_t& seed);

[[nodiscard]] Option pin_option(std::vector<std::string>& palettes);  ///< for pinned_colors()
[[nodiscard]] Option salience_option(double& salience);

[[nodiscard]] Option dither_option(Dither& dither);
[[nodiscard]] Option dither_strength_option(double& strength);

[[nodiscard]] Option output_option(std::optional<std::string>& name, std::string help, std::string standard = "");
/// A file to write as it was named, or "-" for what stands for standard output.
[[nodiscard]] std::string output_name(const std::string& text);
[[nodiscard]] Option force_option(bool& force);
[[nodiscard]] Option quality_option(int& quality);

[[nodiscard]] Option frame_option(ReadOptions& read);
[[nodiscard]] Option lenient_option(ReadOptions& read);
[[nodiscard]] Option max_pixels_option(ReadOptions& read);

[[nodiscard]] Option quiet_option(bool& quiet);
[[nodiscard]] Option json_option(bool& json, std::string help = "Print the figures as JSON");
[[nodiscard]] Option threads_option(unsigned& threads);
[[nodiscard]] Option help_option();

}  // namespace kvant::cli
