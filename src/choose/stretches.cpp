#include "choose/stretches.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <utility>

#include "kmeans/assignment.hpp"
#include "kmeans/random.hpp"
#include "kmeans/search.hpp"
#include "kmeans/seed.hpp"

namespace kvant {
namespace {

// As far as this, a chain that only grows stays good.
constexpr std::uint32_t kGrowth = 16;

// Far from converged is good enough to grow from.
constexpr int kIterations = 6;

// Rounds of breathing: few clusters have optima far from each other, many have them all alike.
int rounds_of(int effort, std::size_t clusters) {
  constexpr std::size_t few = 64;
  constexpr std::array<std::size_t, 11> rounds_of_few = {0, 0, 2, 4, 8, 12, 16, 32, 64, 128, 256};
  const std::size_t rounds = rounds_of_few[static_cast<std::size_t>(effort)];
  return static_cast<int>(rounds == 0 ? 0 : std::max<std::size_t>(1, rounds * few * few / (clusters * clusters)));
}

}  // namespace

std::vector<Stretch> grow_stretches(const Points& points, const RegionTree& tree, Centers start,
                                    const SweepOptions& options, const LloydRule& rule, Workers& workers) {
  Random random(options.seed);
  const std::unique_ptr<Assignment> assignment = assignment_of(points, tree, workers);
  LloydRule few = rule;
  few.max_iterations = std::min(rule.max_iterations, kIterations);
  std::vector<Stretch> result;
  Centers centers = std::move(start);
  for (;;) {
    const auto k = static_cast<std::uint32_t>(centers.count());
    const std::uint32_t next = std::min(options.to, k + std::max(1U, k / kGrowth));
    seed_plus_plus(points, tree, next, random, centers, workers);
    result.push_back({k, std::max(k, next - 1), centers});
    if (k == next) return result;
    lloyd(*assignment, centers, few);
    breathe(*assignment, centers, rounds_of(options.effort, next), few, random);
    centers = centers.compacted();
  }
}

}  // namespace kvant
