// From the words of the command line to what they ask for.
#pragma once

#include "cli/options/options.hpp"

namespace kvant::cli {

/// Reads the command line by the options of the command that it selects, and refuses what contradicts itself. Palettes
/// are left as text, and no file is looked at. Throws UsageError.
[[nodiscard]] Arguments parse_arguments(int count, const char* const* words);

}  // namespace kvant::cli
