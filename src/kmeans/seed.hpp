// Where k-means starts from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kmeans/centers.hpp"
#include "kmeans/points.hpp"
#include "kmeans/random.hpp"
#include "kmeans/region_tree.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Adds centers until there are k: greedy k-means++ (Arthur & Vassilvitskii 2007, "k-means++: the advantages of careful
/// seeding"; the greedy variant is scikit-learn's). Each is the best, by the inertia it leaves, of 2 + ln k points
/// drawn by weight and squared distance to the centers so far; or of so many `trials`, if that is not 0. Regions that a
/// point cannot serve better are skipped; where regions are not told by place, all points are looked at, on all
/// threads. There must be at least k distinct points and centers together. Returns the points taken, in that order.
std::vector<std::size_t> seed_plus_plus(const Points& points, const RegionTree& tree, std::size_t k, Random& random,
                                        Centers& centers, Workers& workers, std::uint32_t trials = 0);

/// So many points drawn by weight, each at most once, in that order. There must be as many.
std::vector<std::size_t> draw_points(const Points& points, std::size_t count, Random& random);

/// Adds centers until there are k: points drawn by weight, each at most once.
void seed_random(const Points& points, std::size_t k, Random& random, Centers& centers);

}  // namespace kvant
