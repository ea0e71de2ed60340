#include "color/fit_steps.hpp"

#include <cmath>
#include <numeric>
#include <utility>
#include <variant>

#include "color/color_space.hpp"
#include "color/fit_palette.hpp"
#include "color/opaque.hpp"
#include "color/palette.hpp"
#include "color/recolor.hpp"
#include "kmeans/fit.hpp"
#include "kmeans/lloyd.hpp"
#include "kmeans/random.hpp"
#include "kmeans/region_assignment.hpp"
#include "kmeans/seed.hpp"

namespace kvant {
namespace {

Centers find_start(const PaletteSearch& search, const RegionTree& tree, const QuantizeOptions& options,
                   Workers& workers) {
  const Points& points = search.points;
  if (!options.start.empty()) return to_centers(options.start, options.space, points.dimensions);
  Centers centers = to_centers(search.kept, options.space, points.dimensions);
  Random random(options.seed);
  if (options.init == Init::random) {
    seed_random(points, search.k_means.clusters, random, centers);
  } else {
    seed_plus_plus(points, tree, search.k_means.clusters, random, centers, workers);
  }
  return centers;
}

Palette rounded(const Centers& centers, const Palette& kept, Space space) {
  Palette palette = kept;
  for (std::uint32_t slot : centers.active()) {
    if (slot >= kept.size()) palette.push_back(from_space(space, centers[slot], centers.dimensions() == 4));
  }
  return palette;
}

}  // namespace

std::vector<std::size_t> steps_to_show(std::span<const double> moved, std::size_t most) {
  std::vector<std::size_t> shown(moved.size() + 1);
  std::iota(shown.begin(), shown.end(), std::size_t{0});
  if (shown.size() <= most) return shown;
  const double part = std::accumulate(moved.begin(), moved.end(), 0.0) / static_cast<double>(most - 1);
  shown = {0};
  double way = 0;
  for (std::size_t i = 0; i + 1 < moved.size(); ++i) {
    way += moved[i];
    // As many as there are parts, but for the last, which is the end's.
    if (shown.size() + 1 < most && way >= part * static_cast<double>(shown.size())) shown.push_back(i + 1);
  }
  shown.push_back(moved.size());
  return shown;
}

void show_fit_steps(const ColorHistogram& histogram, const QuantizeOptions& options, std::size_t most, Workers& workers,
                    const std::function<void(const FitStep&)>& show) {
  const auto begun = begin_fit(histogram, options, workers);
  const auto* search = std::get_if<PaletteSearch>(&begun);
  if (!search) return;
  const RegionTree tree(search->points, workers);
  RegionAssignment assignment(search->points, tree, workers);
  // One iteration at a time: the same ones as in a single run.
  LloydRule rule = lloyd_rule(tree.frame().mean_variance(tree.moments(0)), search->k_means,
                              static_cast<std::uint32_t>(search->kept.size()));
  rule.max_iterations = 1;
  std::vector<Centers> states = {find_start(*search, tree, options, workers)};
  std::vector<double> moved;
  bool rests = false;
  while (!rests && moved.size() < static_cast<std::size_t>(options.max_iterations)) {
    Centers centers = states.back();
    const LloydResult step = lloyd(assignment, centers, rule);
    rests = step.converged;
    moved.push_back(std::sqrt(step.iterations.front().center_shift));
    states.push_back(std::move(centers));
  }

  for (std::size_t i : steps_to_show(moved, most)) {
    Centers& centers = states[i];
    const std::vector<bool> opaque =
        make_opaque(histogram, opaque_entries(search->kept), search->points, assignment, centers);
    FitStep step;
    step.labels = assign_keeping_opaque(histogram, centers, opaque, search->points, assignment).labels;
    step.palette = rounded(centers, search->kept, options.space);
    if (!options.recolor.empty()) step.palette = recolored(step.palette, options.recolor);
    show(step);
  }
}

}  // namespace kvant
