#include "image/indexed_view.hpp"

#include <algorithm>
#include <array>

#include "kvant/error.hpp"

namespace kvant {
namespace {

constexpr std::size_t kMaxColors = 65536;

/// Four interleaved tables, as runs of one index would otherwise wait for their own last increment.
template <class Index>
std::vector<std::uint64_t> histogram(const Buffer<Index>& indices) {
  constexpr std::size_t bins = std::size_t{1} << (8 * sizeof(Index));
  std::array<std::vector<std::uint64_t>, 4> tables;
  for (auto& table : tables) table.resize(bins);
  std::size_t i = 0;
  for (; i + 4 <= indices.size(); i += 4) {
    for (std::size_t lane = 0; lane < 4; ++lane) ++tables[lane][indices[i + lane]];
  }
  for (; i < indices.size(); ++i) ++tables[0][indices[i]];
  for (std::size_t lane = 1; lane < 4; ++lane) {
    for (std::size_t bin = 0; bin < bins; ++bin) tables[0][bin] += tables[lane][bin];
  }
  return std::move(tables[0]);
}

}  // namespace

std::vector<std::uint64_t> count_indices(const IndexedImage& image) {
  if (image.width == 0 || image.height == 0) throw Error(ErrorCode::invalid_argument, "the picture has no pixels");
  if (image.palette.empty() || image.palette.size() > kMaxColors) {
    throw Error(ErrorCode::invalid_argument, "a palette has 1 to 65,536 colors");
  }
  const std::size_t size = std::visit([](const auto& indices) { return indices.size(); }, image.indices);
  if (size != image.pixels()) {
    throw Error(ErrorCode::invalid_argument, "the picture needs one palette index for each pixel");
  }
  std::vector<std::uint64_t> counts = std::visit([](const auto& indices) { return histogram(indices); }, image.indices);
  const std::size_t colors = image.palette.size();
  if (counts.size() > colors &&
      std::any_of(counts.begin() + static_cast<std::ptrdiff_t>(colors), counts.end(), [](auto n) { return n != 0; })) {
    throw Error(ErrorCode::invalid_argument, "a pixel's palette index has no color");
  }
  counts.resize(colors);
  return counts;
}

IndexedView::IndexedView(const IndexedImage& image, PaletteOrder order) : image_(&image) {
  const std::vector<std::uint64_t> counts = count_indices(image);
  renumber_.resize(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0 && order != PaletteOrder::keep) continue;
    renumber_[i] = static_cast<std::uint16_t>(palette_.size());
    palette_.push_back(image.palette[i]);
    counts_.push_back(counts[i]);
  }
  opaque_ = std::all_of(palette_.begin(), palette_.end(), [](Color c) { return c.a == 255; });
  gray_ = std::all_of(palette_.begin(), palette_.end(), [](Color c) { return c.r == c.g && c.g == c.b; });
}

void IndexedView::reorder(std::span<const std::uint16_t> order) {
  Palette palette(order.size());
  std::vector<std::uint64_t> counts(order.size());
  std::vector<std::uint16_t> place(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    palette[i] = palette_[order[i]];
    counts[i] = counts_[order[i]];
    place[order[i]] = static_cast<std::uint16_t>(i);
  }
  for (std::uint16_t& index : renumber_) index = place[index];
  palette_ = std::move(palette);
  counts_ = std::move(counts);
}

}  // namespace kvant
