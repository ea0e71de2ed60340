// How near a redrawn picture comes to the original.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "color/color_histogram.hpp"
#include "kvant/image.hpp"
#include "kvant/quantize.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// See the fields of the same names in QuantizeResult.
struct Fidelity {
  double mse = 0;
  double psnr = 0;
  double mean_delta_e = 0;
  double largest_delta_e = 0;   ///< of one color
  std::size_t worst_color = 0;  ///< that color's place in the histogram; meaningless if nothing changed
};

/// Of a picture in which every pixel of color i of the histogram is drawn as palette[labels[i]].
[[nodiscard]] Fidelity measure_fidelity(const ColorHistogram& histogram, std::span<const std::uint32_t> labels,
                                        const Palette& palette, Workers& workers);

/// What became of the worst-hit color, and where it is in the picture that was counted; none if nothing changed.
[[nodiscard]] std::optional<WorstColor> find_worst_color(const Image& image, const ColorHistogram& histogram,
                                                         std::span<const std::uint32_t> labels, const Palette& palette,
                                                         const Fidelity& fidelity);

/// Of a picture whose pixels were drawn one by one, as dithering does; a color then has no difference of its own.
[[nodiscard]] Fidelity measure_fidelity(const Image& image, const IndexedImage& drawn, Workers& workers);

/// Of another picture of the same size, rounded to 8 bits per sample.
[[nodiscard]] Fidelity measure_fidelity(const Image& image, const Image& other, Workers& workers);

/// dB from a squared error summed over `channels`; infinite for 0.
[[nodiscard]] double psnr_of(double mse, int channels);

}  // namespace kvant
