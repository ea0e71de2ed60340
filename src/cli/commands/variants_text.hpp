// What is said about ways of writing a picture: tables and plain words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kvant/compare.hpp"

namespace kvant::cli {

/// Lines of at most 80 columns.
[[nodiscard]] std::string variants_table(const Comparison& found);
[[nodiscard]] std::string generations_table(const std::vector<Generation>& generations, int quality);

/// What the figures mean, a paragraph each: why a redrawn picture can weigh more than its original, what dithering
/// costs, how many fit in a gigabyte.
[[nodiscard]] std::vector<std::string> explanations(const Comparison& found, std::uint64_t pixels);
[[nodiscard]] std::string explanation(const std::vector<Generation>& generations);

}  // namespace kvant::cli
