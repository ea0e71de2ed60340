#include "color/fit_palette.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "color/given_palette.hpp"
#include "color/opaque.hpp"
#include "color/palette.hpp"
#include "color/salience.hpp"
#include "kmeans/fit.hpp"
#include "kmeans/region_assignment.hpp"

namespace kvant {
namespace {

// The colors `kept`, then the other distinct 8-bit colors in the order of the histogram, if these are at most `most`.
std::optional<Palette> few_colors(const ColorHistogram& histogram, const Palette& kept, std::size_t most) {
  Palette palette = kept;
  std::unordered_set<std::uint32_t> seen;
  for (const Color& color : kept) seen.insert(std::bit_cast<std::uint32_t>(color));
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
  labels.reserve(histogram.colors.size());
  for (const Rgba16& color : histogram.colors) labels.push_back(places[std::bit_cast<std::uint32_t>(to_color(color))]);
  return labels;
}

// What is transparent is no area to recolor, and comes on top of these.
std::uint32_t clusters_of(const ColorHistogram& histogram, const QuantizeOptions& options) {
  return fit_options(options).clusters + (!options.recolor.empty() && histogram.has_transparent() ? 1 : 0);
}

FittedPalette cluster(const ColorHistogram& histogram, const PaletteSearch& search, const QuantizeOptions& options,
                      Workers& workers) {
  const Points& points = search.points;
  const RegionTree tree(points, workers);
  RegionAssignment assignment(points, tree, workers);
  const Centers fixed = to_centers(search.kept, options.space, points.dimensions);
  const LloydRule rule = lloyd_rule(tree.frame().mean_variance(tree.moments(0)), search.k_means,
                                    static_cast<std::uint32_t>(fixed.count()));
  Centers centers = options.start.empty() ? find_start(points, tree, search.k_means, rule, fixed, workers)
                                          : to_centers(options.start, options.space, points.dimensions);
  LloydResult fitted = lloyd(assignment, centers, rule);
  FittedPalette result;
  result.inertia =
      keep_opaque(histogram, opaque_entries(search.kept), points, assignment, centers) / tree.moments(0)[0];
  result.converged = fitted.converged;
  result.iterations = std::move(fitted.iterations);
  RoundedPalette rounded = round_to_palette(centers, search.kept, options.space, histogram, points, assignment);
  result.palette = std::move(rounded.palette);
  result.labels = std::move(rounded.labels);
  return result;
}

}  // namespace

double tolerance_for(double tolerance, std::uint32_t clusters) { return tolerance * std::min(1.0, clusters / 256.0); }

KMeansOptions fit_options(const QuantizeOptions& options) {
  const auto colors = !options.palette.empty()   ? options.palette.size()
                      : !options.recolor.empty() ? options.recolor.size()
                      : !options.start.empty()   ? options.start.size()
                                                 : options.colors;
  return {.clusters = static_cast<std::uint32_t>(colors),
          .init = options.init,
          .effort = options.effort,
          .tolerance = options.tolerance,
          .max_iterations = options.max_iterations,
          .seed = options.seed,
          .threads = options.threads};
}

std::variant<FittedPalette, PaletteSearch> begin_fit(const ColorHistogram& histogram, const QuantizeOptions& options,
                                                     Workers& workers) {
  if (!options.palette.empty()) return match_palette(histogram, options.palette, options.space, workers);
  PaletteSearch search;
  search.k_means = fit_options(options);
  search.k_means.clusters = clusters_of(histogram, options);
  search.k_means.tolerance = tolerance_for(options.tolerance, search.k_means.clusters);
  // A starting palette brings its own idea of what is transparent.
  if (options.start.empty()) search.kept = colors_to_keep(histogram, options.pins, search.k_means.clusters);
  if (const auto all = few_colors(histogram, search.kept, search.k_means.clusters)) {
    FittedPalette result;
    result.palette = *all;
    result.labels = labels_in(*all, histogram);
    return result;
  }
  search.points = to_points(histogram, options, workers);
  return search;
}

FittedPalette fit_palette(const ColorHistogram& histogram, const QuantizeOptions& options, Workers& workers) {
  auto begun = begin_fit(histogram, options, workers);
  if (auto* fitted = std::get_if<FittedPalette>(&begun)) return std::move(*fitted);
  return cluster(histogram, std::get<PaletteSearch>(begun), options, workers);
}

}  // namespace kvant
