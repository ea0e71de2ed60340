#include "fit_palette.hpp"

#include <array>
#include <bit>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>

#include "fit.hpp"
#include "palette.hpp"

namespace kvant {
namespace {

// The distinct 8-bit colors, in the order of the histogram, if there are at most `most`.
std::optional<Palette> few_colors(const ColorHistogram& histogram, std::size_t most) {
  Palette palette;
  std::unordered_set<std::uint32_t> seen;
  for (const Rgba16& color : histogram.colors) {
    const Color rounded = to_color(color);
    if (!seen.insert(std::bit_cast<std::uint32_t>(rounded)).second) continue;
    if (palette.size() == most) return std::nullopt;
    palette.push_back(rounded);
  }
  return palette;
}

std::vector<std::uint32_t> labels_in(const Palette& palette, const ColorHistogram& histogram) {
  std::unordered_map<std::uint32_t, std::uint32_t> places;
  for (std::uint32_t i = 0; i < palette.size(); ++i) places[std::bit_cast<std::uint32_t>(palette[i])] = i;
  std::vector<std::uint32_t> labels;
  for (const Rgba16& color : histogram.colors) labels.push_back(places[std::bit_cast<std::uint32_t>(to_color(color))]);
  return labels;
}

FittedPalette cluster(const ColorHistogram& histogram, const QuantizeOptions& options, Workers& workers) {
  const Points points = to_points(histogram, options.space);
  const RegionTree tree(points, workers);
  Assignment assignment(points, tree, workers);
  KMeansOptions k_means = fit_options(options);
  std::vector<float> start;
  if (options.init == Init::given) {
    const Centers given = to_centers(options.start, options.space, points.dimensions);
    for (std::uint32_t slot : given.active()) start.insert(start.end(), given[slot], given[slot] + points.dimensions);
    k_means.start = start;
  }
  // Whatever is fully transparent stays so: one entry is kept for it.
  constexpr std::array<float, 4> kTransparent = {0, 0, 0, 0};
  const bool keep_transparent = histogram.has_transparent() && k_means.clusters > 1 && options.init != Init::given;
  const FitResult fitted = fit(
      assignment, k_means, keep_transparent ? std::span<const float>(kTransparent) : std::span<const float>(), workers);
  FittedPalette result;
  result.inertia = assignment.inertia(fitted.centers) / tree.moments(0)[0];
  result.converged = fitted.lloyd.converged;
  result.iterations = fitted.lloyd.iterations;
  result.palette = round_to_palette(fitted.centers, options.space, histogram, assignment);
  const auto labels = assignment.labels();
  result.labels.assign(labels.begin(), labels.end());
  return result;
}

}  // namespace

KMeansOptions fit_options(const QuantizeOptions& options) {
  return {.clusters = options.init == Init::given ? static_cast<std::uint32_t>(options.start.size()) : options.colors,
          .init = options.init,
          .effort = options.effort,
          .tolerance = options.tolerance,
          .max_iterations = options.max_iterations,
          .seed = options.seed,
          .threads = options.threads};
}

FittedPalette fit_palette(const ColorHistogram& histogram, const QuantizeOptions& options, Workers& workers) {
  if (const auto all = few_colors(histogram, fit_options(options).clusters)) {
    FittedPalette kept;
    kept.palette = *all;
    kept.labels = labels_in(*all, histogram);
    return kept;
  }
  return cluster(histogram, options, workers);
}

}  // namespace kvant
