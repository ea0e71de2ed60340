// Bounds on distances, and what they tell: which proposals are certain, and which rows keep their centers when centers
// move; compiled for each SIMD target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kmeans/tiles/tile_kernel.hpp"

namespace kvant {

/// Covers what subtracting floats rounds.
inline constexpr float kRoundDown = 1 - 0x1p-22F;
/// Covers what adding floats rounds.
inline constexpr float kRoundUp = 1 + 0x1p-22F;

/// By how much the distances that decide (RowsView::deciding_distance()) may differ from true ones.
struct Rounding {
  double relative = 0;  ///< to the squared distances of two centers together
  double absolute = 0;  ///< where numbers vanish; of coordinates brought near zero
};

/// How near a row's own center is at most, and any other one at least. Roundings are in these: while the first is below
/// the second, no distance that decides says otherwise. Both in a unit of the caller's, see NearestCenters.
struct Bounds {
  std::span<float> nearest;
  std::span<float> other;
};

/// Of each row, in the order of the proposals, and of those behind the last.
struct Certainties {
  std::vector<double> most;    ///< the nearest center's s, see NearCenters, and all that may round to it, are no higher
  std::vector<float> nearest;  ///< see Bounds; -1 where another center than the proposed one may be the nearest
  std::vector<float> other;
};

/// unit: a unit of the rows' brought near, in those of the bounds.
void tell_certainties(const Proposals<float>& proposals, const NearCenters<float>& centers, double unit,
                      const Rounding& rounding, Certainties& certainties);
void tell_certainties(const Proposals<double>& proposals, const NearCenters<double>& centers, double unit,
                      const Rounding& rounding, Certainties& certainties);

/// One of the centers for each row, by its place among them.
template <class Real>
struct OwnCenters {
  std::span<const Real> coordinates;
  std::span<const std::uint32_t> own;
};

/// The squared distances of rows to these, of coordinates times `scale`: as sums of floats, added up in blocks as
/// kBlockColumns says.
void square_own_distances(const TileRows<float>& rows, const OwnCenters<float>& centers, float scale,
                          std::span<float> squares);
void square_own_distances(const TileRows<double>& rows, const OwnCenters<double>& centers, double scale,
                          std::span<float> squares);

/// Moves bounds by how far centers have moved: `steps` of each label, its own center's, and `farthest`, any other one's
/// at most. Numbers the rows that may have a new nearest center, the first row being `first`; of these, `other` stays
/// as it was.
void move_bounds(std::span<const std::uint32_t> labels, std::span<const float> steps, float farthest, std::size_t first,
                 const Bounds& bounds, std::vector<std::size_t>& rows);

/// What subtracting a step from a bound on other centers leaves of it, rounded down.
[[nodiscard]] inline float left_of(float other, float step) { return other * kRoundDown - step; }

}  // namespace kvant
