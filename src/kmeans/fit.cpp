#include "kmeans/fit.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include "kmeans/coarse.hpp"
#include "kmeans/region_tree.hpp"
#include "kmeans/search.hpp"
#include "kmeans/seed.hpp"

namespace kvant {
namespace {

// Fewer cells could not tell clusters apart.
constexpr std::size_t kCellsPerCluster = 8;

// More are worth their time where there are many clusters. Rows in many dimensions take far longer to compare.
constexpr std::size_t kMostCellsPerCluster = 64;
constexpr std::size_t kRowsPerCluster = 16;

// Breathing moves the centers on anyway; it only wants to know which clusters are too large and which too small.
constexpr int kIterationsBeforeSearch = 8;

// How much work goes into the search for a start: `walks` independent searches of `rounds` rounds of breathing each, on
// grid cells or rows enough to tell clusters apart, few enough to make a walk many times cheaper than on all points.
struct Search {
  std::size_t walks;
  int rounds;
  std::size_t points;
};

// Few clusters have few optima, far apart and cheap to visit: many walks pay. Many clusters have optima all alike.
Search search_of(int effort, std::size_t k, std::size_t points_per_cluster) {
  constexpr std::array<Search, 11> searches = {{{0, 0, 0},
                                                {1, 0, 20'000},
                                                {1, 1, 20'000},
                                                {1, 2, 20'000},
                                                {1, 3, 20'000},
                                                {2, 3, 20'000},
                                                {2, 5, 20'000},
                                                {4, 5, 20'000},
                                                {4, 16, 40'000},
                                                {8, 32, 40'000},
                                                {8, 96, 80'000}}};
  constexpr std::size_t most_to_search = 4096;  // comparing all pairs of more centers takes longer than what it gains
  Search search = searches[static_cast<std::size_t>(effort)];
  search.walks = std::clamp<std::size_t>(16 * search.walks / k, 1, search.walks);
  if (k > 256) search.rounds = std::max(std::min(1, search.rounds), search.rounds * 256 / static_cast<int>(k));
  if (k > most_to_search) search.rounds = 0;
  if (effort <= 7) {
    constexpr std::size_t few_clusters = 64;  // rounds are cheap, and find more
    if (k <= few_clusters) search.rounds += (search.rounds + 1) / 2;
    search.points = std::clamp<std::size_t>(256 * k, 4096, search.points);
  }
  search.points = std::max(search.points, points_per_cluster * k);
  return search;
}

// The fixed centers and seeds. Points are in spatial order, and seeds are put in that of the points: neighbors then
// stand together in lists of candidates, of which whole vectors can be ruled out.
Centers seeded(const Points& points, const RegionTree& tree, std::size_t k, const Centers& fixed, Random& random,
               Workers& workers) {
  Centers centers = fixed;
  std::vector<std::size_t> seeds = seed_plus_plus(points, tree, k, random, centers, workers);
  std::sort(seeds.begin(), seeds.end());
  centers = fixed;
  for (const std::size_t seed : seeds) centers.add(points.point(seed).data());
  return centers;
}

// Seeds and searches on all points, or on fewer that stand for them.
Centers search_start(const Points& points, const RegionTree& tree, const KMeansOptions& options, const Search& search,
                     const LloydRule& rule, const Centers& fixed, Workers& workers) {
  std::vector<Centers> found(search.walks);
  std::vector<double> inertia(search.walks);
  Random seeds(options.seed);
  std::vector<std::uint64_t> seed(search.walks);
  for (std::uint64_t& s : seed) s = seeds.bits();
  LloydRule first = rule;
  if (search.rounds > 0) first.max_iterations = std::min(rule.max_iterations, kIterationsBeforeSearch);
  const auto walk = [&](std::size_t i, Workers& walkers) {
    Random random(seed[i]);
    found[i] = seeded(points, tree, options.clusters, fixed, random, walkers);
    const std::unique_ptr<Assignment> assignment = assignment_of(points, tree, walkers);
    lloyd(*assignment, found[i], first);
    inertia[i] = breathe(*assignment, found[i], search.rounds, rule, random);
  };
  if (search.walks == 1) {
    walk(0, workers);
  } else {
    workers.run(search.walks, [&](std::size_t i, std::size_t) {
      Workers alone(1);
      walk(i, alone);
    });
  }
  Centers best =
      found[static_cast<std::size_t>(std::min_element(inertia.begin(), inertia.end()) - inertia.begin())].compacted();
  lloyd(*assignment_of(points, tree, workers), best, rule);
  return best;
}

}  // namespace

std::size_t rows_to_search(const KMeansOptions& options) {
  return search_of(options.effort, options.clusters, kRowsPerCluster).points;
}

LloydRule lloyd_rule(double mean_variance, const KMeansOptions& options, std::uint32_t fixed) {
  return {.shift = options.tolerance * mean_variance, .max_iterations = options.max_iterations, .fixed = fixed};
}

Centers find_start(const Points& points, const RegionTree& tree, const KMeansOptions& options, const LloydRule& rule,
                   const Centers& fixed, Workers& workers) {
  if (options.init == Init::random) {
    Centers centers = fixed;
    Random random(options.seed);
    seed_random(points, options.clusters, random, centers);
    return centers;
  }
  const Search search = search_of(options.effort, options.clusters, kMostCellsPerCluster);
  const Points coarse = tree.spatial() ? coarse_points(points, search.points) : Points();
  // In many dimensions one step leads from too few cells to more than there are points.
  if (coarse.count >= kCellsPerCluster * options.clusters && coarse.count < points.count) {
    return search_start(coarse, RegionTree(coarse, workers), options, search, rule, fixed, workers);
  }
  return search_start(points, tree, options, search, rule, fixed, workers);
}

}  // namespace kvant
