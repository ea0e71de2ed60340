// A picture of the command line, in memory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kvant/io.hpp"

namespace kvant::cli {

/// All bytes of the file, or of standard input for "-": no more than a picture of options.max_pixels can have.
/// Throws Error.
[[nodiscard]] std::vector<std::uint8_t> read_input_bytes(const std::string& input, const ReadOptions& options);

/// Reads the file, or standard input for "-". Throws Error.
[[nodiscard]] ReadResult read_input(const std::string& input, const ReadOptions& options);

}  // namespace kvant::cli
