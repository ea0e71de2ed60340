// Which palette entry each pixel is drawn with.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "color/color_histogram.hpp"
#include "color/fit_palette.hpp"
#include "kvant/image.hpp"
#include "kvant/quantize.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Whether pixels of one color may be drawn differently.
[[nodiscard]] bool dithers(const QuantizeOptions& options);

/// The picture that was counted, drawn with the palette that was fitted.
[[nodiscard]] IndexedImage draw(const Image& image, const ColorHistogram& histogram, const FittedPalette& fitted,
                                const QuantizeOptions& options, Workers& workers);

/// The picture that was counted, every pixel of color i of the histogram drawn as palette[labels[i]].
[[nodiscard]] IndexedImage draw_labels(const Image& image, const ColorHistogram& histogram, const Palette& palette,
                                       std::span<const std::uint32_t> labels, Workers& workers);

/// Pixels of each palette entry.
[[nodiscard]] std::vector<std::uint64_t> count_pixels(const IndexedImage& image);

}  // namespace kvant
