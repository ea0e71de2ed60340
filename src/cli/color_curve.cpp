#include "cli/color_curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <unordered_set>

#include "choose/sweep.hpp"
#include "cli/values.hpp"
#include "color/check_options.hpp"
#include "color/color_histogram.hpp"
#include "color/opaque.hpp"
#include "color/palette.hpp"
#include "color/salience.hpp"
#include "kmeans/simd_target.hpp"
#include "kvant/error.hpp"

namespace kvant::cli {
namespace {

std::size_t distinct_8_bit(const ColorHistogram& histogram) {
  std::unordered_set<std::uint32_t> seen;
  for (const Rgba16& color : histogram.colors) seen.insert(std::bit_cast<std::uint32_t>(to_color(color)));
  return seen.size();
}

ColorHistogram count(const Image& image, double salience, Workers& workers) {
  ColorHistogram histogram = count_colors(image, workers);
  if (salience > 0) count_flat(image, histogram, workers);
  return histogram;
}

Points points_of(const ColorHistogram& histogram, const QuantizeOptions& options) {
  Points points = to_points(histogram, options.space);
  if (options.salience > 0) points.set_weights(salient_weights(histogram, options.salience));
  return points;
}

}  // namespace

ColorCurve color_curve(const Image& image, const QuantizeOptions& options, std::uint32_t from, std::uint32_t to,
                       bool judged) {
  check(image);
  use_simd_target_of_environment();
  Workers workers(options.threads);
  const ColorHistogram histogram = count(image, options.salience, workers);
  ColorCurve result;
  result.distinct_colors = distinct_8_bit(histogram);
  if (result.distinct_colors < from) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("has only {} color{}, fewer than the smallest k, {}", grouped(result.distinct_colors),
                            result.distinct_colors == 1 ? "" : "s", grouped(from)));
  }
  const SweepOptions sweep_options{
      .from = from,
      .to = static_cast<std::uint32_t>(std::min<std::uint64_t>(to, result.distinct_colors)),
      .effort = options.effort,
      .tolerance = options.tolerance,
      .max_iterations = options.max_iterations,
      .silhouette = judged,
      .seed = options.seed,
      .threads = options.threads};
  check(sweep_options);
  const Points points = points_of(histogram, options);
  // As in redrawing, what is fully transparent has a color of its own from two colors on.
  const Palette transparent = histogram.has_transparent() ? Palette{{0, 0, 0, 0}} : Palette{};
  const Centers fixed = to_centers(transparent, options.space, points.dimensions);
  if (judged) result.fidelities.resize(sweep_options.to - from + 1);
  result.curve = sweep(points, RegionTree(points, workers), fixed, sweep_options, workers, [&](const SweepStep& step) {
    if (!judged) return;
    Workers alone(1);
    const Palette& kept = step.point.k > 1 ? transparent : Palette{};
    Centers centers = step.centers;
    keep_opaque(histogram, opaque_entries(kept), step.assignment, centers);
    const auto [palette, labels] = round_to_palette(centers, kept, options.space, histogram, step.assignment);
    result.fidelities[step.point.k - from] = measure_fidelity(histogram, labels, palette, alone);
  });
  for (CurvePoint& point : result.curve.points) point.inertia /= result.curve.weight;
  return result;
}

}  // namespace kvant::cli
