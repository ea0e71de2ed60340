#include "studio/coarse_colors.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "color/draw.hpp"
#include "color/palette.hpp"
#include "threads/parallel.hpp"

namespace kvant::studio {
namespace {

constexpr std::uint32_t kCellBits = 5;  // of each channel
constexpr std::size_t kMostCells = 65'536;

struct Cells {
  ColorHistogram histogram;
  std::vector<std::uint32_t> of_colors;
};

Cells gather(const ColorHistogram& all, std::uint32_t bits) {
  Cells result;
  ColorHistogram& coarse = result.histogram;
  coarse.key_bits = all.key_bits;
  coarse.has_alpha = all.has_alpha;
  result.of_colors.reserve(all.size());
  // Along a Morton curve the colors of a cell are neighbors.
  const std::uint32_t channels = all.has_alpha ? 4 : 3;
  const std::uint32_t below = all.key_bits - channels * bits;
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
    result.of_colors.push_back(static_cast<std::uint32_t>(coarse.size() - 1));
  }
  return result;
}

}  // namespace

CoarseColors coarse_colors(const Image& image, const ColorHistogram& all) {
  std::uint32_t bits = kCellBits;
  Cells cells = gather(all, bits);
  while (cells.histogram.size() > kMostCells) cells = gather(all, --bits);
  Palette palette;
  for (const Rgba16& color : cells.histogram.colors) palette.push_back(to_color(color));
  Workers workers(0);
  return {.histogram = std::move(cells.histogram), .drawn = draw_labels(image, all, palette, cells.of_colors, workers)};
}

}  // namespace kvant::studio
