// Where pictures are written, and what may not be overwritten.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "cli/options/options.hpp"

namespace kvant::cli {

/// -o - does, and so does a picture from standard input unless -o names a file.
[[nodiscard]] bool writes_to_standard_output(const Arguments& arguments);

/// The format by --format, else by the extension of -o, else PNG. Throws UsageError if they disagree, if the extension
/// says nothing, or if the format cannot hold so many colors.
[[nodiscard]] Format output_format(const Arguments& arguments);

/// The format of --animate. Throws UsageError if the extension is of none, or if it cannot hold so many colors.
[[nodiscard]] Format animation_format(const std::string& name, std::uint32_t colors);

/// "photo.jpg" as "photo-k24.png", or as "photo-k24.jpg.png" with its extension kept.
[[nodiscard]] std::filesystem::path redrawn_name(const std::filesystem::path& input, std::uint32_t colors,
                                                 Format format, bool keep_extension);

/// The other way around: "photo" for "photo-k24.png" and for "photo-k24.jpg.png"; none for other names.
[[nodiscard]] std::optional<std::filesystem::path> stem_before_redrawing(const std::filesystem::path& path);

/// True for devices, pipes and sockets, which are written to and not replaced.
[[nodiscard]] bool is_stream(const std::filesystem::path& path);

/// Refuses a target that cannot be written, or holds something that --force was not given for, before any work is
/// done. `folder_follows`: its folder may be missing, it is made later. Throws Error: exists, io, not_found.
void check_target(const std::filesystem::path& target, const std::filesystem::path& input, bool force,
                  bool folder_follows);

}  // namespace kvant::cli
