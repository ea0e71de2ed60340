// Which rows need no closer look: as their proposals are certain, or as centers moved by less than that; compiled for
// each SIMD target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kmeans/tiles/tile_kernel.hpp"

namespace kvant {

/// By how much the distances that decide (RowsView::deciding_distance()) may differ from true ones.
struct Rounding {
  double relative = 0;  ///< to the squared distances of two centers together
  double absolute = 0;  ///< where numbers vanish; of coordinates brought near zero
};

/// Of each row, in the order of the proposals, and of those behind the last.
struct Certainties {
  std::vector<double> most;  ///< the nearest center's s, see Panels, and all that may round to it, are no higher
  /// -1 where another center may be the nearest; else how much farther away any other is at least, in distances of the
  /// rows as they are, 0 or more.
  std::vector<float> gaps;
};

/// scale: of the coordinates, see Nearness.
void tell_certainties(const Proposals<float>& proposals, const Panels<float>& panels, double scale,
                      const Rounding& rounding, Certainties& certainties);
void tell_certainties(const Proposals<double>& proposals, const Panels<double>& panels, double scale,
                      const Rounding& rounding, Certainties& certainties);

/// Lowers gaps by how far centers have moved: `steps` of each label, its own center's and the longest one together.
/// Numbers the rows of whose gaps nothing is left, the first being `first`.
void lower_gaps(std::span<const std::uint32_t> labels, std::span<const float> steps, std::size_t first,
                std::span<float> gaps, std::vector<std::size_t>& rows);

}  // namespace kvant
