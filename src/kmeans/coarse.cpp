#include "kmeans/coarse.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace kvant {

Points coarse_points(const Points& points, std::size_t most) {
  const std::uint32_t d = points.dimensions;
  const std::uint32_t levels = points.key_bits / d;
  // Neighbors whose keys differ first in bit b, counted from the lowest, part at the level of refinement (each halving
  // every dimension) that this bit belongs to.
  std::array<std::size_t, 65> partings{};  // by b + 1
  for (std::size_t i = 1; i < points.count; ++i) ++partings[std::bit_width(points.keys[i] ^ points.keys[i - 1])];
  std::vector<std::size_t> new_cells(levels + 2);
  for (std::uint32_t width = 0; width <= points.key_bits; ++width) {
    new_cells[(points.key_bits - width) / d + 1] += partings[width];
  }
  std::uint32_t level = 0;
  std::size_t cells = 1;
  while (level < levels && cells + new_cells[level + 1] <= most) cells += new_cells[++level];
  const std::uint32_t shift = points.key_bits - level * d;
  const auto parts = [&](std::size_t i) {  // from the point before, at that level
    return shift < 64 && (points.keys[i] ^ points.keys[i - 1]) >> shift != 0;
  };

  Points result(d, cells);
  result.key_bits = points.key_bits;
  result.keys.reserve(cells);
  std::vector<double> sums(d);
  double weight = 0;
  for (std::size_t i = 0; i < points.count; ++i) {
    if (i == 0 || parts(i)) result.keys.push_back(points.keys[i]);
    const double w = points.weights[i];
    weight += w;
    for (std::uint32_t j = 0; j < d; ++j) sums[j] += w * double{points.plane(j)[i]};
    if (i + 1 == points.count || parts(i + 1)) {
      const std::size_t cell = result.keys.size() - 1;
      result.weights[cell] = weight;
      for (std::uint32_t j = 0; j < d; ++j) result.plane(j)[cell] = static_cast<float>(sums[j] / weight);
      weight = 0;
      sums.assign(d, 0.0);
    }
  }
  return result;
}

}  // namespace kvant
