#include "kmeans/search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "threads/stop.hpp"

namespace kvant {
namespace {

// Far from converged is good enough between breathing in and out, and to tell whether a round was worth it.
constexpr int kIterationsIn = 2;
constexpr int kIterationsOut = 4;

// A round must lower the inertia by more than rounding does.
constexpr double kWorthwhile = 1 - 1e-6;

// Splits `count` clusters of large inertia: each gets a second center, a random step away.
void breathe_in(const Assignment& assignment, Centers& centers, std::size_t count, std::uint32_t fixed,
                Random& random) {
  struct Split {
    double inertia;
    double rank;
    std::uint32_t slot;
  };
  std::vector<Split> splits;
  for (std::uint32_t slot : centers.active()) {
    if (slot < fixed) continue;
    const double inertia = assignment.frame().inertia(assignment.moments(slot));
    splits.push_back({inertia, inertia * random.uniform(), slot});
  }
  count = std::min(count, splits.size());
  std::partial_sort(
      splits.begin(), splits.begin() + static_cast<std::ptrdiff_t>(count), splits.end(),
      [](const Split& a, const Split& b) { return a.rank != b.rank ? a.rank > b.rank : a.slot < b.slot; });
  splits.resize(count);
  const std::uint32_t dimensions = centers.dimensions();
  for (const Split& split : splits) {
    if (split.inertia <= 0) continue;
    const double deviation = std::sqrt(split.inertia / assignment.moments(split.slot)[0] / dimensions);
    std::vector<float> second(centers[split.slot], centers[split.slot] + dimensions);
    for (float& coordinate : second) {
      coordinate = static_cast<float>(coordinate + deviation * (random.uniform() - 0.5));
    }
    centers.add(second.data());
  }
}

// What it would cost to do without a center, and the neighbor that its points would go to.
struct Removal {
  double cost;
  std::uint32_t slot;
  std::uint32_t neighbor;
};

// For each center that may go, in the order of slots. Two clusters of weights v and w at a squared distance s cost
// v w / (v + w) s to merge, which is at least min(v, w) s / 2: most pairs need no division.
std::vector<Removal> cheapest_merges(const Assignment& assignment, const Centers& centers, std::uint32_t fixed) {
  const std::vector<std::uint32_t>& slots = centers.active();
  std::vector<Removal> removals;
  std::vector<double> weights;
  for (std::uint32_t slot : slots) {
    removals.push_back({std::numeric_limits<double>::infinity(), slot, slot});
    weights.push_back(assignment.moments(slot)[0]);
  }
  for (std::size_t a = 0; a < slots.size(); ++a) {
    throw_if_stopped();
    for (std::size_t b = a + 1; b < slots.size(); ++b) {
      double distance = 0;
      for (std::uint32_t j = 0; j < centers.dimensions(); ++j) {
        const double difference = double{centers[slots[a]][j]} - centers[slots[b]][j];
        distance += difference * difference;
      }
      const double lower_bound = 0.499 * std::min(weights[a], weights[b]) * distance;
      if (lower_bound >= std::max(removals[a].cost, removals[b].cost)) continue;
      const double both = weights[a] + weights[b];
      const double cost = both > 0 ? weights[a] * weights[b] / both * distance : 0;
      if (cost < removals[a].cost) removals[a] = {cost, slots[a], slots[b]};
      if (cost < removals[b].cost) removals[b] = {cost, slots[b], slots[a]};
    }
  }
  std::erase_if(removals, [fixed](const Removal& removal) { return removal.slot < fixed; });
  return removals;
}

}  // namespace

void breathe_out(const Assignment& assignment, Centers& centers, std::size_t count, std::uint32_t fixed) {
  std::vector<Removal> removals = cheapest_merges(assignment, centers, fixed);
  std::sort(removals.begin(), removals.end(),
            [](const Removal& a, const Removal& b) { return a.cost != b.cost ? a.cost < b.cost : a.slot < b.slot; });
  std::vector<bool> needed(centers.slots());
  std::vector<Removal> spared;
  for (const Removal& removal : removals) {
    if (count == 0) return;
    if (needed[removal.slot]) {
      spared.push_back(removal);
      continue;
    }
    centers.remove(removal.slot);
    needed[removal.neighbor] = true;
    --count;
  }
  for (std::size_t i = 0; i < std::min(count, spared.size()); ++i) centers.remove(spared[i].slot);
}

double breathe(Assignment& assignment, Centers& centers, int rounds, const LloydRule& rule, Random& random) {
  const std::size_t k = centers.count();
  const std::size_t movable = k - rule.fixed;
  const std::size_t deepest = std::clamp<std::size_t>(movable / 8, 1, std::max<std::size_t>(5, movable / 20));
  std::size_t depth = deepest;
  LloydRule in = rule;
  in.max_iterations = std::min(rule.max_iterations, kIterationsIn);
  LloydRule out = rule;
  out.max_iterations = std::min(rule.max_iterations, kIterationsOut);

  Centers best = centers;
  double best_inertia = assignment.inertia(centers);
  for (int round = 0; round < rounds && best_inertia > 0; ++round) {
    breathe_in(assignment, centers, depth, rule.fixed, random);
    lloyd(assignment, centers, in);
    breathe_out(assignment, centers, centers.count() - k, rule.fixed);
    lloyd(assignment, centers, out);
    const double inertia = assignment.inertia(centers);
    if (inertia < best_inertia * kWorthwhile) {
      best_inertia = inertia;
      best = centers;
      continue;
    }
    centers = best;
    assignment.update(centers);
    depth = depth > 1 ? depth - 1 : deepest;
  }
  centers = best;
  return best_inertia;
}

}  // namespace kvant
