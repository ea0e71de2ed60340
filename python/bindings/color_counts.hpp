// Counted colors as bytes, to be sent between processes and merged.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "color/color_histogram.hpp"

namespace kvant::python {

/// They begin with their kind and a version, and are the same on any machine. The lookup of a picture stays behind.
[[nodiscard]] std::vector<std::uint8_t> to_bytes(const ColorHistogram& histogram);

/// Throws Error(corrupt) for bytes that are no counted colors.
[[nodiscard]] ColorHistogram to_histogram(std::span<const std::uint8_t> bytes);

}  // namespace kvant::python
