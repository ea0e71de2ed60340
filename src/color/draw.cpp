#include "color/draw.hpp"

#include <variant>

#include "color/dither.hpp"

namespace kvant {
namespace {

template <class Index>
void draw_to(const Image& image, const ColorHistogram& histogram, const FittedPalette& fitted,
             const QuantizeOptions& options, Workers& workers, Buffer<Index>& out) {
  if (dithers(options)) {
    dither(image, histogram.has_alpha, fitted.palette, options, workers, out);
  } else {
    histogram.lookup->map(image, fitted.labels, workers, out);
  }
}

}  // namespace

bool dithers(const QuantizeOptions& options) { return options.dither != Dither::none && options.dither_strength > 0; }

IndexedImage draw(const Image& image, const ColorHistogram& histogram, const FittedPalette& fitted,
                  const QuantizeOptions& options, Workers& workers) {
  IndexedImage drawn{image.width, image.height, fitted.palette, {}};
  if (fitted.palette.size() <= 256) {
    draw_to(image, histogram, fitted, options, workers, drawn.indices.emplace<Buffer<std::uint8_t>>());
  } else {
    draw_to(image, histogram, fitted, options, workers, drawn.indices.emplace<Buffer<std::uint16_t>>());
  }
  return drawn;
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
