// A picture of the command line, in memory.
#pragma once

#include <string>

#include "kvant/io.hpp"

namespace kvant::cli {

/// Reads the file, or standard input for "-". Throws Error.
[[nodiscard]] ReadResult read_input(const std::string& input, const ReadOptions& options);

}  // namespace kvant::cli
