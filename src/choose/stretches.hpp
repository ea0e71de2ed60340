// Starts for long ranges of k, in stretches that can be swept apart.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "kmeans/centers.hpp"
#include "kmeans/lloyd.hpp"
#include "kmeans/points.hpp"
#include "kmeans/region_tree.hpp"
#include "kvant/choose.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// A good start for k centers, and centers to be added to it one by one for k + 1 to `last`.
struct Stretch {
  std::uint32_t k = 0;
  std::uint32_t last = 0;
  Centers centers;  ///< slots 0 to last - 1, in that order
};

/// When Lloyd's iteration stops for one center more, where the others rest: the more clusters, the less each counts.
[[nodiscard]] inline LloydRule rule_of_one_more(LloydRule rule, std::uint32_t clusters) {
  constexpr std::uint32_t center_iterations = 512;
  rule.max_iterations = std::min(rule.max_iterations, static_cast<int>(std::max(1U, center_iterations / clusters)));
  return rule;
}

/// Stretches that cover start.count() to options.to without gaps. One chain of centers grows from `start` by a
/// sixteenth at a time: new centers come by greedy k-means++, then Lloyd's iteration moves all, and breathing leaves
/// bad optima. `points` are all points, or grid cells that stand for them, as many as clusters at least. `rule` tells
/// when Lloyd's iteration stops at the latest.
[[nodiscard]] std::vector<Stretch> grow_stretches(const Points& points, const RegionTree& tree, Centers start,
                                                  const SweepOptions& options, const LloydRule& rule, Workers& workers);

}  // namespace kvant
