// A picture's palette indices seen through a renumbering, so that encoders can leave colors out and reorder them
// without copying or changing the picture.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kvant/io.hpp"

namespace kvant {

class IndexedView {
 public:
  /// Leaves out the palette entries that no pixel uses, unless they are to be kept, and keeps the others in order. The
  /// picture must outlive the view. Throws Error(invalid_argument) if the picture contradicts itself: no pixels, too
  /// few indices, an index without a color.
  explicit IndexedView(const IndexedImage& image, PaletteOrder order = PaletteOrder::smallest);

  [[nodiscard]] std::uint32_t width() const { return image_->width; }
  [[nodiscard]] std::uint32_t height() const { return image_->height; }
  [[nodiscard]] const Palette& palette() const { return palette_; }
  /// Pixels of each palette entry; none is 0 unless unused entries are kept.
  [[nodiscard]] std::span<const std::uint64_t> pixel_counts() const { return counts_; }
  [[nodiscard]] bool opaque() const { return opaque_; }
  [[nodiscard]] bool gray() const { return gray_; }

  /// Renumbers: entry i becomes what was entry order[i]. `order` is a permutation of the palette's indices.
  void reorder(std::span<const std::uint16_t> order);

  /// Calls visit(x, index) for each pixel of row y from left to right, index being one of palette().
  template <class Visit>
  void for_row(std::uint32_t y, Visit&& visit) const {
    std::visit(
        [&](const auto& indices) {
          const auto* row = indices.data() + std::size_t{y} * width();
          for (std::uint32_t x = 0; x < width(); ++x) visit(x, renumber_[row[x]]);
        },
        image_->indices);
  }

 private:
  const IndexedImage* image_;
  Palette palette_;
  std::vector<std::uint64_t> counts_;
  std::vector<std::uint16_t> renumber_;  ///< from the picture's index to ours
  bool opaque_ = true;
  bool gray_ = true;
};

/// Throws Error(invalid_argument) unless the picture has pixels, one index for each and a color for each index.
/// Returns the number of pixels of each palette entry.
std::vector<std::uint64_t> count_indices(const IndexedImage& image);

}  // namespace kvant
