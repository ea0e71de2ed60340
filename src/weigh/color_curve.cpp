#include "kvant/aim.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "choose/sweep.hpp"
#include "color/check_options.hpp"
#include "color/color_histogram.hpp"
#include "color/fidelity.hpp"
#include "color/fit_palette.hpp"
#include "color/opaque.hpp"
#include "color/palette.hpp"
#include "color/salience.hpp"
#include "kmeans/simd_target.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

// Whether all of them, which differ, are colors of 8 bits: then these differ, too.
bool are_of_8_bits(const std::vector<Rgba16>& colors) {
  constexpr std::uint16_t step = 257;
  return std::all_of(colors.begin(), colors.end(), [](const Rgba16& color) {
    if (color.a == 0) return color == Rgba16{0, 0, 0, 0};
    return color.r % step == 0 && color.g % step == 0 && color.b % step == 0 && color.a % step == 0;
  });
}

std::size_t distinct_8_bit(const ColorHistogram& histogram) {
  if (are_of_8_bits(histogram.colors)) return histogram.colors.size();
  std::vector<std::uint32_t> rounded;
  rounded.reserve(histogram.colors.size());
  for (const Rgba16& color : histogram.colors) rounded.push_back(std::bit_cast<std::uint32_t>(to_color(color)));
  std::sort(rounded.begin(), rounded.end());
  return static_cast<std::size_t>(std::unique(rounded.begin(), rounded.end()) - rounded.begin());
}

}  // namespace

ColorCurve color_curve(const Image& image, const QuantizeOptions& quantize, const ColorCurveOptions& options) {
  require_valid(image);
  use_simd_target_of_environment();
  Workers workers(quantize.threads);
  const ColorHistogram histogram = count_colors(image, quantize, workers);
  ColorCurve result;
  result.distinct_colors = distinct_8_bit(histogram);
  if (result.distinct_colors < options.from) {
    throw Error(ErrorCode::invalid_argument, "has only " + std::to_string(result.distinct_colors) +
                                                 (result.distinct_colors == 1 ? " color" : " colors") +
                                                 ", fewer than the smallest k, " + std::to_string(options.from));
  }
  const SweepOptions sweep_options{
      .from = options.from,
      .to = static_cast<std::uint32_t>(std::min<std::uint64_t>(options.to, result.distinct_colors)),
      .effort = quantize.effort,
      .tolerance = quantize.tolerance,
      .max_iterations = quantize.max_iterations,
      .silhouette = options.judged,
      .seed = quantize.seed,
      .threads = quantize.threads};
  require_valid(sweep_options);
  const Points points = to_points(histogram, quantize, workers);
  // As in redrawing, what is fully transparent has a color of its own from two colors on.
  const Palette transparent = histogram.has_transparent() ? Palette{{0, 0, 0, 0}} : Palette{};
  const Centers fixed = to_centers(transparent, quantize.space, points.dimensions);
  if (options.judged) result.figures.resize(sweep_options.to - options.from + 1);
  result.curve = sweep(points, RegionTree(points, workers), fixed, sweep_options, tolerance_for, workers,
                       [&](const SweepStep& step) {
                         if (!options.judged) return;
                         Workers alone(1);
                         const Palette& kept = step.point.k > 1 ? transparent : Palette{};
                         Centers centers = step.centers;
                         keep_opaque(histogram, opaque_entries(kept), points, step.assignment, centers);
                         const auto [palette, labels] =
                             round_to_palette(centers, kept, quantize.space, histogram, points, step.assignment);
                         const Fidelity fidelity = measure_fidelity(histogram, labels, palette, alone);
                         result.figures[step.point.k - options.from] = {fidelity.psnr, fidelity.mean_delta_e};
                       });
  for (CurvePoint& point : result.curve.points) point.inertia /= result.curve.weight;
  return result;
}

}  // namespace kvant
