// How near a redrawn picture comes to the original.
#pragma once

#include <cstdint>
#include <span>

#include "color_histogram.hpp"
#include "kvant/image.hpp"
#include "parallel.hpp"

namespace kvant {

/// See the fields of the same names in QuantizeResult.
struct Fidelity {
  double mse = 0;
  double psnr = 0;
  double mean_delta_e = 0;
};

/// Of a picture in which every pixel of color i of the histogram is drawn as palette[labels[i]].
[[nodiscard]] Fidelity measure_fidelity(const ColorHistogram& histogram, std::span<const std::uint32_t> labels,
                                        const Palette& palette, Workers& workers);

/// dB from a squared error summed over `channels`; infinite for 0.
[[nodiscard]] double psnr_of(double mse, int channels);

}  // namespace kvant
