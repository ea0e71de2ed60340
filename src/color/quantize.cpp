#include "kvant/quantize.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include "color/check_options.hpp"
#include "color/color_histogram.hpp"
#include "color/draw.hpp"
#include "color/fidelity.hpp"
#include "color/fit_palette.hpp"
#include "color/recolor.hpp"
#include "color/salience.hpp"
#include "kmeans/simd_target.hpp"

namespace kvant {
namespace {

class Stopwatch {
 public:
  // Seconds since the last call, or since the start.
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - last_).count();
    last_ = now;
    return seconds;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace

QuantizeResult quantize(const Image& image, const QuantizeOptions& options) {
  require_valid(image);
  require_valid(options);
  use_simd_target_of_environment();
  Workers workers(options.threads);
  QuantizeResult result;
  Stopwatch stopwatch;

  const ColorHistogram histogram = count_colors(image, options, workers);
  result.distinct_colors = histogram.size();
  result.timings.histogram = stopwatch.lap();

  FittedPalette fitted = fit_palette(histogram, options, workers);
  result.inertia = fitted.inertia;
  result.converged = fitted.converged;
  result.iterations = std::move(fitted.iterations);
  result.timings.fit = stopwatch.lap();

  result.image = draw(image, histogram, fitted, options, workers);
  result.timings.map = stopwatch.lap();

  if (!options.recolor.empty()) result.image.palette = recolored(result.image.palette, options.recolor);

  result.pixel_counts = count_pixels(result.image);
  const Fidelity fidelity = dithers(options)
                                ? measure_fidelity(image, result.image, workers)
                                : measure_fidelity(histogram, fitted.labels, result.image.palette, workers);
  result.mse = fidelity.mse;
  result.psnr = fidelity.psnr;
  result.mean_delta_e = fidelity.mean_delta_e;
  result.worst = find_worst_color(image, histogram, fitted.labels, result.image.palette, fidelity);
  return result;
}

std::string_view space_name(Space space) {
  constexpr std::array<std::string_view, 3> names = {"srgb", "linear", "oklab"};
  return names[static_cast<std::size_t>(space)];
}

std::optional<Space> space_of_name(std::string_view name) {
  for (Space space : {Space::srgb, Space::linear, Space::oklab}) {
    if (name == space_name(space)) return space;
  }
  return std::nullopt;
}

}  // namespace kvant
