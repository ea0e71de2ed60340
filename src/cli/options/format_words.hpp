// What the command line calls picture formats.
#pragma once

#include <string>
#include <vector>

#include "kvant/io.hpp"

namespace kvant::cli {

/// The name by which --format and the shells call a format: "png", "jpeg", ...
[[nodiscard]] std::string format_word(Format format);

/// The formats that this build writes, and those that it reads.
[[nodiscard]] std::vector<Format> written_formats();
[[nodiscard]] std::vector<Format> read_formats();

}  // namespace kvant::cli
