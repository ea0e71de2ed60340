// The inner parts of the simplified silhouette, compiled for each SIMD target.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kmeans/filter_kernel.hpp"
#include "kmeans/points.hpp"

namespace kvant {

/// Those of `in`, two at least, that may be nearest or second nearest to some point of a box (`dimensions` lower
/// bounds, then as many upper ones), as silhouettes_of() measures.
void nearest_two(const CandidateList& in, std::uint32_t dimensions, const float* box, CandidateList& out);

/// The silhouettes of points [begin, end): (b - a) / b, a and b the distances to the nearest and the second nearest of
/// the centers, or 0 where b is. There are at least two centers. `silhouettes` has room for kPointPadding more than are
/// asked for. Same bits on every target.
void silhouettes_of(const Points& points, std::size_t begin, std::size_t end, const CandidateList& centers,
                    float* silhouettes);

}  // namespace kvant
