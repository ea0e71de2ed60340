// What --help and --version print.
#pragma once

#include <string>

namespace kvant::cli {

/// The first line of --help and the man page: what kvant does.
inline constexpr const char* summary = "redraw pictures with k colors";

[[nodiscard]] std::string help_text();
[[nodiscard]] std::string version_text();

}  // namespace kvant::cli
