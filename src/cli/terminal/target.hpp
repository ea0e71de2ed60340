// Files that are written, and what may not be overwritten.
#pragma once

#include <filesystem>
#include <string>

namespace kvant::cli {

/// True for devices, pipes and sockets, which are written to and not replaced.
[[nodiscard]] bool is_stream(const std::filesystem::path& path);

/// The extension with its dot, in small letters.
[[nodiscard]] std::string extension_of(const std::filesystem::path& path);

/// Refuses a target that cannot be written, or holds something that --force was not given for, before any work is
/// done. `folder_follows`: its folder may be missing, it is made later. Throws Error: exists, io, not_found.
void check_target(const std::filesystem::path& target, const std::filesystem::path& input, bool force,
                  bool folder_follows);

}  // namespace kvant::cli
