// The curve of inertia over k on points as the engine has them.
#pragma once

#include <cstdint>
#include <functional>

#include "kmeans/assignment.hpp"
#include "kmeans/centers.hpp"
#include "kvant/choose.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Throws Error(invalid_argument) unless the options are in their ranges.
void require_valid(const SweepOptions& options);

/// Throws Error(invalid_argument) if there are fewer distinct points than the smallest k.
void require_enough(std::uint64_t distinct, std::uint32_t from);

/// The clustering of one k. The assignment is that of the centers; it may be changed.
struct SweepStep {
  const CurvePoint& point;
  const Centers& centers;  ///< slots 0 to k - 1
  Assignment& assignment;
};

/// Called for each k, in any order and from several threads at once; for some k twice, of which the last counts.
using SweepVisitor = std::function<void(const SweepStep&)>;

/// The tolerance of one k, where SweepOptions says one.
using ToleranceOf = double (*)(double tolerance, std::uint32_t k);

/// sweep() of points that are in order already. `fixed` centers never move and are the first of every k larger than
/// their number. options.from and .to are at most the number of points.
[[nodiscard]] Curve sweep(const Points& points, const RegionTree& tree, const Centers& fixed,
                          const SweepOptions& options, ToleranceOf tolerance_of, Workers& workers,
                          const SweepVisitor& visit);

}  // namespace kvant
