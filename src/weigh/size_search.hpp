// The most colors in a file of a given size, with few files made: a part of the picture foretells the others' sizes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "kvant/image.hpp"

namespace kvant {

/// Tiles from all over the picture, one below the other: they compress about as the whole does. All of it if it is
/// small.
[[nodiscard]] Image sample_of(const Image& image);

struct SizeSearch {
  std::uint32_t least = 1;
  std::uint32_t most = 256;
  std::uint64_t aim = 0;                                ///< bytes
  std::function<double(std::uint32_t)> foretell;        ///< about proportional to the size with so many colors
  std::function<std::uint64_t(std::uint32_t)> measure;  ///< that size
};

/// The largest number of colors that was measured to fit, or none if even the least does not fit. Four are measured at
/// most, further ones only if none of those fits. Ends earlier with a file that lacks less than 2% of the aim, or if
/// the next number of colors does not fit.
[[nodiscard]] std::optional<std::uint32_t> most_colors_within(const SizeSearch& search);

}  // namespace kvant
