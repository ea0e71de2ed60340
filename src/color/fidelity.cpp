#include "fidelity.hpp"

#include <cmath>
#include <limits>

#include "color_difference.hpp"

namespace kvant {
namespace {

double mean_squared_error(const ColorHistogram& histogram, std::span<const std::uint32_t> labels,
                          const Palette& palette) {
  double sum = 0;
  double pixels = 0;
  for (std::size_t i = 0; i < histogram.size(); ++i) {
    const Rgba16& from = histogram.colors[i];
    const Color& to = palette[labels[i]];
    const double from_alpha = from.a / 65535.0;
    const double to_alpha = to.a / 255.0;
    const auto count = static_cast<double>(histogram.counts[i]);
    pixels += count;
    const auto square = [](double x) { return x * x; };
    sum += count * (square(from.r / 257.0 * from_alpha - to.r * to_alpha) +
                    square(from.g / 257.0 * from_alpha - to.g * to_alpha) +
                    square(from.b / 257.0 * from_alpha - to.b * to_alpha) + square(from.a / 257.0 - to.a));
  }
  return sum / pixels;
}

}  // namespace

double psnr_of(double mse, int channels) {
  return mse > 0 ? 10 * std::log10(255.0 * 255.0 * channels / mse) : std::numeric_limits<double>::infinity();
}

Fidelity measure_fidelity(const ColorHistogram& histogram, std::span<const std::uint32_t> labels,
                          const Palette& palette, Workers& workers) {
  Fidelity found;
  found.mse = mean_squared_error(histogram, labels, palette);
  found.psnr = psnr_of(found.mse, histogram.has_alpha ? 4 : 3);
  found.mean_delta_e =
      workers.with_threads([&] { return mean_ciede2000(histogram.colors, histogram.counts, labels, palette); });
  return found;
}

}  // namespace kvant
