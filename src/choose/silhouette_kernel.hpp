// The inner part of the simplified silhouette, compiled for each SIMD target.
#pragma once

#include <cstddef>
#include <span>

#include "kmeans/points.hpp"

namespace kvant {

/// The silhouettes of points [begin, end): (b - a) / b, a and b the distances to the nearest and the second nearest of
/// the centers, or 0 where b is. `centers` are rows, at least two. `silhouettes` has room for kPointPadding more than
/// are asked for. Same bits on every target.
void silhouettes_of(const Points& points, std::size_t begin, std::size_t end, std::span<const float> centers,
                    float* silhouettes);

}  // namespace kvant
