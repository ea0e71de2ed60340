#include "fidelity.hpp"

#include <cmath>
#include <limits>

#include "color_difference.hpp"
#include "palette.hpp"
#include "pixel_reader.hpp"

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
  const DifferenceSummary differences =
      workers.with_threads([&] { return summarize_ciede2000(histogram.colors, histogram.counts, labels, palette); });
  found.mean_delta_e = differences.mean;
  found.largest_delta_e = differences.largest;
  found.worst_color = differences.worst;
  return found;
}

std::optional<WorstColor> find_worst_color(const Image& image, const ColorHistogram& histogram,
                                           std::span<const std::uint32_t> labels, const Palette& palette,
                                           const Fidelity& fidelity) {
  if (!(fidelity.largest_delta_e > 0)) return std::nullopt;
  const std::size_t worst = fidelity.worst_color;
  const PixelReader read(image);
  std::size_t pixel = 0;
  while (read(pixel) != histogram.colors[worst]) ++pixel;
  return WorstColor{.x = static_cast<std::uint32_t>(pixel % image.width),
                    .y = static_cast<std::uint32_t>(pixel / image.width),
                    .pixels = histogram.counts[worst],
                    .from = to_color(histogram.colors[worst]),
                    .to = palette[labels[worst]],
                    .delta_e = fidelity.largest_delta_e};
}

}  // namespace kvant
