#include "studio/coarse_colors.hpp"

namespace kvant::studio {
namespace {

constexpr std::uint32_t kCellBits = 5;  // of each channel

}  // namespace

CoarseColors coarse_colors(const ColorHistogram& all) {
  CoarseColors result;
  ColorHistogram& coarse = result.histogram;
  coarse.key_bits = all.key_bits;
  coarse.has_alpha = all.has_alpha;
  result.cells.reserve(all.size());
  // Along a Morton curve the colors of a cell are neighbors.
  const std::uint32_t channels = all.has_alpha ? 4 : 3;
  const std::uint32_t below = all.key_bits - channels * kCellBits;
  std::uint64_t most = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool follows_transparent = all.has_transparent() && i == 1;
    if (i == 0 || follows_transparent || all.keys[i] >> below != all.keys[i - 1] >> below) {
      coarse.colors.push_back(all.colors[i]);
      coarse.keys.push_back(all.keys[i]);
      coarse.counts.push_back(0);
      if (!all.flat.empty()) coarse.flat.push_back(0);
      most = all.counts[i];
    } else if (all.counts[i] > most) {
      coarse.colors.back() = all.colors[i];
      coarse.keys.back() = all.keys[i];
      most = all.counts[i];
    }
    coarse.counts.back() += all.counts[i];
    if (!all.flat.empty()) coarse.flat.back() += all.flat[i];
    result.cells.push_back(static_cast<std::uint32_t>(coarse.size() - 1));
  }
  return result;
}

}  // namespace kvant::studio
