#include "coarse.hpp"

#include <bit>
#include <vector>

namespace kvant {

Points coarse_points(const Points& points, std::size_t most) {
  const std::uint32_t d = points.dimensions;
  const std::uint32_t levels = points.key_bits / d;
  // At which level of refinement, each halving every dimension, a point parts from the one before.
  const auto parting_level = [&](std::size_t i) {
    const auto highest = static_cast<std::uint32_t>(std::bit_width(points.keys[i] ^ points.keys[i - 1]));
    return (points.key_bits - highest) / d + 1;
  };
  std::vector<std::size_t> new_cells(levels + 2);
  for (std::size_t i = 1; i < points.count; ++i) ++new_cells[parting_level(i)];
  std::uint32_t level = 0;
  std::size_t cells = 1;
  while (level < levels && cells + new_cells[level + 1] <= most) cells += new_cells[++level];

  Points result(d, cells);
  result.key_bits = points.key_bits;
  result.keys.reserve(cells);
  std::vector<double> sums(d);
  double weight = 0;
  for (std::size_t i = 0; i < points.count; ++i) {
    if (i == 0 || parting_level(i) <= level) result.keys.push_back(points.keys[i]);
    const double w = points.weights[i];
    weight += w;
    for (std::uint32_t j = 0; j < d; ++j) sums[j] += w * double{points.plane(j)[i]};
    if (i + 1 == points.count || parting_level(i + 1) <= level) {
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
