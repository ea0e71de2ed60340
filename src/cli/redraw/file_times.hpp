// When files were read and changed last.
#pragma once

#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <optional>

namespace kvant::cli {

using FileTimes = std::array<timespec, 2>;  ///< of access and of modification, as utimensat() takes them

/// None if the file cannot be found.
[[nodiscard]] std::optional<FileTimes> times_of(const std::filesystem::path& path);

/// Tells whether they could be set.
[[nodiscard]] bool set_times(const std::filesystem::path& path, const FileTimes& times);

}  // namespace kvant::cli
