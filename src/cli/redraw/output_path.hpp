// Where redrawn pictures go, by name and format.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/redraw/arguments.hpp"

namespace kvant::cli {

/// What --format takes: "png", "jpeg", ...
[[nodiscard]] std::vector<std::string> format_words();

/// The format by --format, else by the extension of -o, else PNG. Throws UsageError if they disagree, if the extension
/// says nothing, or if the format cannot hold so many colors.
[[nodiscard]] Format output_format(const RedrawArguments& arguments);

/// The format of --animate. Throws UsageError if the extension is of none, or if it cannot hold so many colors.
[[nodiscard]] Format animation_format(const std::string& name, std::uint32_t colors);

/// "photo.jpg" as "photo-k24.png", or as "photo-k24.jpg.png" with its extension kept; with all colors, as
/// "photo-q90.jpg".
[[nodiscard]] std::filesystem::path redrawn_name(const std::filesystem::path& input, std::uint32_t colors,
                                                 Format format, const RedrawArguments& arguments);

/// The other way around: "photo" for "photo-k24.png", for "photo-k24.jpg.png" and for "photo-q90.jpg"; none for other
/// names.
[[nodiscard]] std::optional<std::filesystem::path> stem_before_redrawing(const std::filesystem::path& path);

}  // namespace kvant::cli
