// The distinct colors of a picture and how many pixels have each.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "color/color_space.hpp"
#include "kvant/image.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Tells the pixels of the picture that was counted which of the distinct colors they have.
class PixelLookup {
 public:
  PixelLookup() = default;
  PixelLookup(const PixelLookup&) = delete;
  PixelLookup& operator=(const PixelLookup&) = delete;
  virtual ~PixelLookup() = default;

  /// Writes for each pixel the label of its color. `labels`: of each distinct color, in the histogram's order.
  virtual void map(const Image& image, std::span<const std::uint32_t> labels, Workers& workers,
                   Buffer<std::uint8_t>& out) = 0;
  virtual void map(const Image& image, std::span<const std::uint32_t> labels, Workers& workers,
                   Buffer<std::uint16_t>& out) = 0;
};

/// Distinct colors in the order of their keys. All fully transparent pixels have one color, {0, 0, 0, 0}, which is the
/// first if there is any.
struct ColorHistogram {
  std::vector<Rgba16> colors;
  std::vector<std::uint64_t> counts;  ///< pixels of each color
  std::vector<std::uint64_t> keys;    ///< Morton codes of the colors, premultiplied by alpha; see Points::keys
  std::uint32_t key_bits = 0;
  std::vector<std::uint64_t> flat;  ///< pixels of each color in even surroundings, see count_flat(); empty: not counted
  bool has_alpha = false;           ///< some color is not opaque
  std::unique_ptr<PixelLookup> lookup;  ///< of the picture; none after merge()

  [[nodiscard]] std::size_t size() const { return colors.size(); }
  [[nodiscard]] bool has_transparent() const { return has_alpha && colors.front().a == 0; }
};

/// Counts the colors of a picture: in a table of all 2^24 for opaque 8-bit pictures, else by hashing.
[[nodiscard]] ColorHistogram count_colors(const Image& image, Workers& workers);

/// The two ways of counting.
[[nodiscard]] ColorHistogram count_dense(const Image& image, Workers& workers);
[[nodiscard]] ColorHistogram count_sparse(const Image& image, Workers& workers);

}  // namespace kvant
