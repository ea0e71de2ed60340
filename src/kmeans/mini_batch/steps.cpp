#include "kmeans/mini_batch/steps.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "kmeans/mini_batch/row_draws.hpp"
#include "kmeans/points_view.hpp"
#include "kmeans/row_sample.hpp"
#include "kmeans/tiles/label_rows.hpp"
#include "kmeans/tiles/tile_assignment.hpp"

namespace kvant {
namespace {

// Starts are improved by Lloyd's iteration on the points they were drawn from, and no further: the batches move them
// on anyway.
constexpr int kEffort = 1;

// Each center becomes the mean of all the points that it has been given, those of this batch included.
template <class Real>
void move_centers(const BasicAssignment<Real>& assignment, BasicCenters<Real>& centers, std::vector<double>& weights) {
  std::vector<double> mean(centers.dimensions());
  for (const std::uint32_t slot : centers.active()) {
    const double* moments = assignment.moments(slot);
    if (!(moments[0] > 0)) continue;
    assignment.frame().mean(moments, mean.data());
    weights[slot] += moments[0];
    const double part = moments[0] / weights[slot];
    for (std::uint32_t j = 0; j < centers.dimensions(); ++j) {
      const double center = centers[slot][j];
      centers[slot][j] = static_cast<Real>(part < 1 ? center + part * (mean[j] - center) : mean[j]);
    }
  }
}

// The slots of those that have seen too little, ascending; the lightest ones if they are more than `most`.
std::vector<std::uint32_t> neglected(std::span<const double> weights, double ratio, std::size_t most) {
  const auto heaviest = static_cast<std::size_t>(std::max_element(weights.begin(), weights.end()) - weights.begin());
  std::vector<std::uint32_t> slots;
  for (std::uint32_t slot = 0; slot < weights.size(); ++slot) {
    if (slot != heaviest && weights[slot] < ratio * weights[heaviest]) slots.push_back(slot);
  }
  if (slots.size() <= most) return slots;
  std::stable_sort(slots.begin(), slots.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return weights[a] < weights[b]; });
  slots.resize(most);
  std::sort(slots.begin(), slots.end());
  return slots;
}

// Puts neglected centers on distinct rows of the batch, drawn by weight. They then count as having seen as much as the
// one of the others that has seen least, or they would be neglected at once.
template <class Real>
std::uint32_t reassign(const WeighedRows<Real>& batch, double ratio, Random random, BasicCenters<Real>& centers,
                       std::vector<double>& weights, Workers& workers) {
  const RowsView<Real>& rows = batch.rows;
  const double half = std::min(static_cast<double>(weights.size()), points_of(batch) / 2);
  std::vector<std::uint32_t> slots = neglected(weights, ratio, static_cast<std::size_t>(half));
  if (slots.empty()) return 0;
  const RowDraws<Real> draws(rows, workers);
  if (slots.size() > draws.count()) slots.resize(draws.count());
  std::vector<bool> is_taken(draws.count());
  std::vector<bool> is_moved(weights.size());
  for (const std::uint32_t slot : slots) {
    std::size_t place = draws.draw(random);
    while (is_taken[place]) place = place + 1 < draws.count() ? place + 1 : 0;
    is_taken[place] = true;
    is_moved[slot] = true;
    const std::vector<Real> row = rows.copy(draws.row(place));
    std::copy(row.begin(), row.end(), centers[slot]);
  }
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t slot = 0; slot < weights.size(); ++slot) {
    if (!is_moved[slot]) least = std::min(least, weights[slot]);
  }
  for (const std::uint32_t slot : slots) weights[slot] = least;
  return static_cast<std::uint32_t>(slots.size());
}

}  // namespace

template <class Real>
double points_of(const WeighedRows<Real>& table) {
  return std::max(static_cast<double>(table.weighed.rows), table.weighed.weight.value());
}

template <class Real>
Start<Real> start_of(const WeighedRows<Real>& table, const MiniBatchOptions& options, std::uint64_t seed, double most,
                     Workers& workers) {
  const KMeansOptions search{.clusters = options.clusters, .init = options.init, .effort = kEffort, .seed = seed};
  // One more than clusters, to tell whether there are more.
  const auto size = std::max(static_cast<std::size_t>(most), options.clusters + std::size_t{1});
  return start_of(sample_rows(table.rows, size, seed, workers), table.weighed, search, workers);
}

double points_to_start_on(const MiniBatchOptions& options, double points) {
  double most = options.init_size;
  if (options.init_size == 0) most = 3 * std::min<double>(options.batch_size, points);
  if (most < options.clusters) most = 3.0 * options.clusters;
  return std::min(most, points);
}

template <class Real>
MiniBatchStep learn(const WeighedRows<Real>& batch, const MiniBatchOptions& options, MiniBatchState& state,
                    Workers& workers) {
  BasicCenters<Real> centers = to_centers<Real>(state.centers, batch.rows.dimensions);
  TileAssignment<Real> assignment(batch.rows, batch.extent, batch.frame, workers);
  assignment.update(centers);
  MiniBatchStep step;
  step.inertia = inertia_of<Real>(batch.rows, assignment.labels(), centers, workers).value();

  const bool any_unseen = std::ranges::count(state.weights, 0.0) > 0;
  state.since_reassignment += static_cast<std::uint64_t>(std::min(0x1p62, points_of(batch)));
  const bool due = any_unseen || state.since_reassignment >= std::uint64_t{10} * options.clusters;
  if (due) state.since_reassignment = 0;
  move_centers(assignment, centers, state.weights);
  if (due && options.reassignment_ratio > 0) {
    const Random random(Random(options.seed).bits() + state.steps);
    step.reassigned = reassign(batch, options.reassignment_ratio, random, centers, state.weights, workers);
  }

  const std::vector<double> moved = to_coordinates(centers);
  for (std::size_t i = 0; i < moved.size(); ++i) {
    const double shift = moved[i] - double{static_cast<Real>(state.centers[i])};
    step.center_shift += shift * shift;
  }
  state.centers = moved;
  ++state.steps;
  return step;
}

template double points_of(const WeighedRows<float>&);
template double points_of(const WeighedRows<double>&);
template Start<float> start_of(const WeighedRows<float>&, const MiniBatchOptions&, std::uint64_t, double, Workers&);
template Start<double> start_of(const WeighedRows<double>&, const MiniBatchOptions&, std::uint64_t, double, Workers&);
template MiniBatchStep learn(const WeighedRows<float>&, const MiniBatchOptions&, MiniBatchState&, Workers&);
template MiniBatchStep learn(const WeighedRows<double>&, const MiniBatchOptions&, MiniBatchState&, Workers&);

}  // namespace kvant
