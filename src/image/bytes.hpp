// Bytes of files: those that one holds, and those that one looks at.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace kvant {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

}  // namespace kvant
