// Starting centers for every k of a sweep, each from those of its neighbors.
#pragma once

#include <cstdint>
#include <vector>

#include "kmeans/centers.hpp"
#include "kmeans/lloyd.hpp"
#include "kmeans/points.hpp"
#include "kmeans/region_tree.hpp"
#include "kvant/choose.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Chains that grow and shrink cost as the square of their length, and many clusters have optima all alike.
inline constexpr std::uint32_t kLongestChain = 64;

/// Good starts for k = 1 to options.to; element k - 1 has k centers in slots 0 to k - 1. `points` are all points, or
/// grid cells that stand for them, as many as clusters at least. `fixed` centers, which never move, are the first of
/// every start that has more centers than those.
///
/// A chain of centers grows by one center at a time (greedy k-means++ given the others, then Lloyd's iteration), and
/// shrinks again (the center that is missed least goes). Whenever that finds a better start for some k it is kept, and
/// the next turn goes on from there: what one k learns serves all others. Several chains, of different random numbers,
/// share what they found after each turn. At the end, each k that stands out of the curve is tried again from its two
/// neighbors, with breathing. `rule` tells when Lloyd's iteration stops at the latest.
[[nodiscard]] std::vector<Centers> warm_starts(const Points& points, const RegionTree& tree, const Centers& fixed,
                                               const SweepOptions& options, const LloydRule& rule, Workers& workers);

}  // namespace kvant
