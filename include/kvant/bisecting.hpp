// Bisecting k-means: one cluster is split in two, then one of those there are, until there are k.
//
// Use for: clusters within clusters, or very many of them: a split compares each row with two centers only, so k
// clusters take about log k passes of 2-means. Do not use for: the least inertia, which kvant::kmeans() reaches; or
// labels that are those of the nearest center: these follow the splits.
//
//   kvant::BisectingResult result = kvant::bisecting_kmeans({.coordinates = points, .dimensions = 2}, {.clusters = 3});
//   std::vector<std::uint32_t> same = kvant::predict({.coordinates = points, .dimensions = 2}, result.tree);
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kvant/export.hpp"
#include "kvant/kmeans.hpp"

namespace kvant {

/// Which cluster is split next. Of equal ones the first.
enum class BisectingStrategy {
  biggest_inertia,  ///< the one of the largest weighted sum of squared distances to its center
  largest_cluster,  ///< the one that weighs most: without weights, the one of the most points
};

/// Those of the same names are KMeansOptions', for each split.
struct BisectingOptions {
  std::uint32_t clusters = KMeansOptions{}.clusters;  ///< k: 1 to 65,536
  BisectingStrategy strategy = BisectingStrategy::biggest_inertia;
  Init init = KMeansOptions{}.init;
  /// The two centers to start a split from, instead of `init`: 2 * dimensions coordinates, for the points of these
  /// numbers. Called n_init times for each split, one call at a time. What it throws comes through.
  std::function<std::vector<double>(std::span<const std::uint32_t> points)> start_of = {};
  std::uint32_t n_init = KMeansOptions{}.n_init;
  int effort = 2;  ///< two centers have few optima: more finds hardly better ones
  double tolerance = KMeansOptions{}.tolerance;
  int max_iterations = KMeansOptions{}.max_iterations;
  std::uint64_t seed = KMeansOptions{}.seed;
  unsigned threads = KMeansOptions{}.threads;
};

/// The splits. A point goes from the root to the nearer of two children, the left one if both are as near, until it
/// comes to a leaf.
struct BisectingTree {
  struct Node {
    std::uint32_t left = 0;  ///< children stand behind their parent; 0: a leaf
    std::uint32_t right = 0;
    std::uint32_t cluster = 0;  ///< of a leaf

    friend bool operator==(const Node&, const Node&) = default;
  };

  std::uint32_t dimensions = 1;
  std::vector<Node> nodes;      ///< the root first
  std::vector<double> centers;  ///< of each node, nodes * dimensions, row-major; the root's is not looked at
};

struct BisectingResult {
  std::vector<double> centers;        ///< k * dimensions, row-major; of points of floats, these are floats
  std::vector<std::uint32_t> labels;  ///< n: the leaf that each point comes to; leaves are counted from left to right
  double inertia = 0;                 ///< weighted sum of squared distances to the centers of the labels
  bool converged = false;             ///< false: max_iterations ended a split
  std::uint64_t iterations = 0;       ///< of all splits together
  /// Leaves: fewer than k if there are fewer points of positive weight in different places. The last centers then
  /// repeat the first, and own no point.
  std::uint32_t distinct_centers = 0;
  BisectingTree tree;
};

/// Steinbach, Karypis & Kumar 2000, "A comparison of document clustering techniques". labels == predict(points, tree),
/// always; same input and options, same result, on any number of threads, whatever the order of the points but for
/// `start_of`. Takes the memory of kmeans(), and a copy of the cluster that is split, but for the first. Throws
/// Error(invalid_argument) as kmeans() does.
[[nodiscard]] KVANT_EXPORT BisectingResult bisecting_kmeans(const PointsView& points,
                                                            const BisectingOptions& options = {});
[[nodiscard]] KVANT_EXPORT BisectingResult bisecting_kmeans(const DoublePointsView& points,
                                                            const BisectingOptions& options = {});

/// The leaf that each point comes to. Centers are rounded to floats for points of floats. Throws
/// Error(invalid_argument), also for a tree that is none.
[[nodiscard]] KVANT_EXPORT std::vector<std::uint32_t> predict(const PointsView& points, const BisectingTree& tree,
                                                              unsigned threads = 0);
[[nodiscard]] KVANT_EXPORT std::vector<std::uint32_t> predict(const DoublePointsView& points, const BisectingTree& tree,
                                                              unsigned threads = 0);

}  // namespace kvant
