// Leaving bad optima: Lloyd's iteration only finds the nearest one.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kmeans/assignment.hpp"
#include "kmeans/centers.hpp"
#include "kmeans/lloyd.hpp"
#include "kmeans/random.hpp"

namespace kvant {

/// Removes the `count` centers that are missed the least, but of two that would stand in for each other only one if
/// possible. `assignment` is that of the centers, of which the first `fixed` stay.
void breathe_out(const Assignment& assignment, Centers& centers, std::size_t count, std::uint32_t fixed);

/// Lowers the inertia of converged centers by breathing (Fritzke 2020, "The breathing k-means algorithm", arXiv
/// 2006.15666): in each of `rounds` rounds a few clusters of large inertia get a second center, Lloyd's iteration runs,
/// as many centers that are missed the least go, it runs again, and the round is taken back unless it lowered the
/// inertia.
///
/// Two choices differ from the paper's, both measured to reach a lower inertia for the same work: clusters are drawn at
/// random rather than in strict order once a round has failed, and what a center's going costs is that of merging it
/// with a neighbor (Ward 1963), which needs no pass over the points.
double breathe(Assignment& assignment, Centers& centers, int rounds, const LloydRule& rule, Random& random);

}  // namespace kvant
