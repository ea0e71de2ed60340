// Patterns for ordered dithering: in which order the pixels of a tile change as an area gets lighter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kvant {

/// A square tile in which each of the ranks 0 to size * size - 1 occurs once.
struct ThresholdMap {
  std::size_t size = 1;
  std::vector<std::uint16_t> ranks;  ///< row by row

  [[nodiscard]] std::size_t levels() const { return ranks.size(); }
  /// Of pixel (x, y) of a plane that is covered with tiles.
  [[nodiscard]] std::uint16_t rank(std::size_t x, std::size_t y) const { return ranks[(y % size) * size + x % size]; }
};

/// B. E. Bayer, "An optimum method for two-level rendition of continuous-tone pictures" (1973). 8 x 8.
[[nodiscard]] ThresholdMap bayer_map();

/// R. Ulichney, "The void-and-cluster method for dither array generation" (1993). 64 x 64, made when first asked for;
/// the same on every machine.
[[nodiscard]] const ThresholdMap& blue_noise_map();

}  // namespace kvant
