// A smaller set of points that stands for many: the means of grid cells.
#pragma once

#include <cstddef>

#include "kmeans/points.hpp"

namespace kvant {

/// The weighted means of the finest grid's cells of which there are at most `most`.
[[nodiscard]] Points coarse_points(const Points& points, std::size_t most);

}  // namespace kvant
