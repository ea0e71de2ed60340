// One small file of every kind that is read: for what is cut short and damaged on purpose, and as seeds for fuzzers.
#pragma once

#include <map>
#include <string>

#include "unit/image_read/encoders.hpp"

namespace kvant::test {

/// By the extension of its format, then what is special about it. All show 16 x 12 pixels, but for AVIF and HEIC.
[[nodiscard]] std::map<std::string, File> small_files();

}  // namespace kvant::test
