// The ways in which PNG can hold a picture's pixels, before filters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "image/indexed_view.hpp"

namespace kvant {

/// PNG's color types, by their numbers in the file.
enum class PngColor : std::uint8_t { gray = 0, rgb = 2, indexed = 3, gray_alpha = 4, rgb_alpha = 6 };

struct PngLayout {
  PngColor color{};
  std::uint8_t depth = 8;                    ///< bits per sample: 1, 2, 4, 8 or 16
  std::vector<std::uint8_t> palette{};       ///< contents of PLTE; empty: no such chunk
  std::vector<std::uint8_t> transparency{};  ///< contents of tRNS; empty: no such chunk
  /// The pixel of each color of the view's palette: its samples from the highest bits of the lowest
  /// bits_per_pixel() bits down, as PNG orders them.
  std::vector<std::uint32_t> pixels{};

  [[nodiscard]] unsigned bits_per_pixel() const;
  [[nodiscard]] std::size_t row_bytes(std::uint32_t width) const;
  /// How far filters look back: bytes per pixel, at least 1.
  [[nodiscard]] unsigned filter_step() const { return (bits_per_pixel() + 7) / 8; }
};

/// Fewest bits that hold the indices of so many colors (at most 256): 1, 2, 4 or 8.
[[nodiscard]] std::uint8_t index_depth(std::size_t colors);

/// Palette indices, in the order of the view's palette: at most 256 colors, best with those that are not opaque first.
/// `depth` is index_depth() of them or more.
[[nodiscard]] PngLayout indexed_layout(const IndexedView& view, std::uint8_t depth);

/// Samples of the colors themselves, in the fewest channels and bits that lose nothing.
[[nodiscard]] PngLayout direct_layout(const IndexedView& view);

/// Writes row y: layout.row_bytes(view.width()) bytes.
void pack_row(const IndexedView& view, const PngLayout& layout, std::uint32_t y, std::uint8_t* out);

}  // namespace kvant
