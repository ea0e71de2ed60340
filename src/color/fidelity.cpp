#include "color/fidelity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <variant>
#include <vector>

#include "color/color_difference.hpp"
#include "color/palette.hpp"
#include "color/pixel_reader.hpp"

namespace kvant {
namespace {

// Of colors that palette[labels[i]] stand for: the sum over colors, each as often as it counts.
double squared_error(std::span<const Rgba16> colors, std::span<const std::uint64_t> counts,
                     std::span<const std::uint32_t> labels, const Palette& palette) {
  double sum = 0;
  for (std::size_t i = 0; i < colors.size(); ++i) {
    const Rgba16& from = colors[i];
    const Color& to = palette[labels[i]];
    const double from_alpha = from.a / 65535.0;
    const double to_alpha = to.a / 255.0;
    const auto square = [](double x) { return x * x; };
    sum +=
        static_cast<double>(counts[i]) *
        (square(from.r / 257.0 * from_alpha - to.r * to_alpha) + square(from.g / 257.0 * from_alpha - to.g * to_alpha) +
         square(from.b / 257.0 * from_alpha - to.b * to_alpha) + square(from.a / 257.0 - to.a));
  }
  return sum;
}

constexpr std::size_t kPart = std::size_t{1} << 16U;  // pixels that are measured together

/// `draw(first, palette, labels)` says what pixels `first`, `first` + 1, ... became: labels.size() palette entries.
template <class Draw>
Fidelity measure_pixels(const Image& image, Workers& workers, const Draw& draw) {
  const PixelReader read(image);
  const std::size_t pixels = image.pixels();
  const std::vector<std::uint64_t> once(std::min(kPart, pixels), 1);
  std::vector<double> squares((pixels + kPart - 1) / kPart);
  std::vector<double> differences(squares.size());
  std::vector<std::uint8_t> has_alpha(squares.size());
  workers.run(squares.size(), [&](std::size_t part, std::size_t) {
    const std::size_t n = std::min(kPart, pixels - part * kPart);
    std::vector<Rgba16> colors(n);
    for (std::size_t i = 0; i < n; ++i) {
      colors[i] = read(part * kPart + i);
      has_alpha[part] |= colors[i].a != 65535;
    }
    std::vector<std::uint32_t> labels(n);
    Palette own;
    const Palette& palette = draw(part * kPart, own, std::span(labels));
    const std::span counts(once.data(), n);
    squares[part] = squared_error(colors, counts, labels, palette);
    differences[part] = summarize_ciede2000(colors, counts, labels, palette).mean * static_cast<double>(n);
  });
  Fidelity found;
  // In the order of the parts: no thread's timing reaches the result.
  found.mse = std::accumulate(squares.begin(), squares.end(), 0.0) / static_cast<double>(pixels);
  found.psnr = psnr_of(found.mse, std::ranges::count(has_alpha, 1) != 0 ? 4 : 3);
  found.mean_delta_e = std::accumulate(differences.begin(), differences.end(), 0.0) / static_cast<double>(pixels);
  return found;
}

}  // namespace

double psnr_of(double mse, int channels) {
  return mse > 0 ? 10 * std::log10(255.0 * 255.0 * channels / mse) : std::numeric_limits<double>::infinity();
}

Fidelity measure_fidelity(const ColorHistogram& histogram, std::span<const std::uint32_t> labels,
                          const Palette& palette, Workers& workers) {
  Fidelity found;
  const auto pixels = static_cast<double>(std::accumulate(histogram.counts.begin(), histogram.counts.end(), 0ULL));
  found.mse = squared_error(histogram.colors, histogram.counts, labels, palette) / pixels;
  found.psnr = psnr_of(found.mse, histogram.has_alpha ? 4 : 3);
  const DifferenceSummary differences =
      workers.with_threads([&] { return summarize_ciede2000(histogram.colors, histogram.counts, labels, palette); });
  found.mean_delta_e = differences.mean;
  found.largest_delta_e = differences.largest;
  found.worst_color = differences.worst;
  return found;
}

Fidelity measure_fidelity(const Image& image, const IndexedImage& drawn, Workers& workers) {
  return measure_pixels(
      image, workers, [&](std::size_t first, Palette&, std::span<std::uint32_t> labels) -> const Palette& {
        std::visit(
            [&](const auto& indices) {
              std::copy_n(indices.begin() + static_cast<std::ptrdiff_t>(first), labels.size(), labels.begin());
            },
            drawn.indices);
        return drawn.palette;
      });
}

Fidelity measure_fidelity(const Image& image, const Image& other, Workers& workers) {
  const PixelReader read(other);
  return measure_pixels(image, workers,
                        [&](std::size_t first, Palette& palette, std::span<std::uint32_t> labels) -> const Palette& {
                          for (std::size_t i = 0; i < labels.size(); ++i) palette.push_back(to_color(read(first + i)));
                          std::iota(labels.begin(), labels.end(), 0U);
                          return palette;
                        });
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
