#include "color/draw.hpp"

#include <variant>

#include "color/dither.hpp"

namespace kvant {
namespace {

/// A picture whose indices `fill` writes: as narrow as the palette allows.
template <class Fill>
IndexedImage draw_indices(const Image& image, const Palette& palette, const Fill& fill) {
  IndexedImage drawn{image.width, image.height, palette, {}};
  if (palette.size() <= 256) {
    fill(drawn.indices.emplace<Buffer<std::uint8_t>>());
  } else {
    fill(drawn.indices.emplace<Buffer<std::uint16_t>>());
  }
  return drawn;
}

}  // namespace

bool dithers(const QuantizeOptions& options) { return options.dither != Dither::none && options.dither_strength > 0; }

IndexedImage draw(const Image& image, const ColorHistogram& histogram, const FittedPalette& fitted,
                  const QuantizeOptions& options, Workers& workers) {
  if (!dithers(options)) return draw_labels(image, histogram, fitted.palette, fitted.labels, workers);
  return draw_indices(image, fitted.palette,
                      [&](auto& out) { dither(image, histogram.has_alpha, fitted.palette, options, workers, out); });
}

IndexedImage draw_labels(const Image& image, const ColorHistogram& histogram, const Palette& palette,
                         std::span<const std::uint32_t> labels, Workers& workers) {
  return draw_indices(image, palette, [&](auto& out) { histogram.lookup->map(image, labels, workers, out); });
}

std::vector<std::uint64_t> count_pixels(const IndexedImage& image) {
  std::vector<std::uint64_t> counts(image.palette.size());
  const auto count = [&](const auto& indices) {
    for (auto index : indices) ++counts[index];
  };
  std::visit(count, image.indices);
  return counts;
}

}  // namespace kvant
