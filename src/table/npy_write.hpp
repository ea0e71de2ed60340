// Numbers as .npy files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kvant {

/// Rows of so many columns, row-major, as float64.
[[nodiscard]] std::vector<std::uint8_t> npy_of_numbers(std::span<const double> values, std::size_t columns);

/// One number for each row, as int32.
[[nodiscard]] std::vector<std::uint8_t> npy_of_labels(std::span<const std::int32_t> labels);

}  // namespace kvant
