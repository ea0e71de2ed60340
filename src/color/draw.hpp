// Which palette entry each pixel is drawn with.
#pragma once

#include <cstdint>
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

/// Pixels of each palette entry.
[[nodiscard]] std::vector<std::uint64_t> count_pixels(const IndexedImage& image);

}  // namespace kvant
