// The nearest of many centers, in any number of dimensions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "kmeans/assignment.hpp"
#include "kmeans/extent.hpp"
#include "kmeans/rows.hpp"
#include "kmeans/tiles/gap_kernel.hpp"
#include "kmeans/tiles/tile_kernel.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Labels rows by RowsView::deciding_distance(), ties going to the lowest index: bit for bit, on every SIMD target.
///
/// A fast kernel in single precision proposes, with a bound on its error for each center. A row for which another
/// center comes as near as the bounds can tell is decided by the same kernel in double precision, and if that cannot
/// tell either, by the distances themselves. What the kernels compute may differ from target to target, and fused
/// multiply-add is welcome there: none of it is kept.
template <class Real>
class NearestCenters {
 public:
  /// Some of the rows asked for: their numbers in the table, and their places among those.
  struct Some {
    std::vector<std::size_t> rows;
    std::vector<std::size_t> places;
  };

  /// What a worker needs for itself.
  struct Scratch {
    Some undecided;
    Some rivaled;
    std::vector<double> most;
    std::vector<double> distances;
    std::vector<Rival> rivals;
    TileScratch<float> tiles;
    TileScratch<double> double_tiles;
    Proposals<float> proposals;
    Proposals<double> double_proposals;
    Certainties certainties;
  };

  /// For rows that lie within `extent`. `centers`: row after row, of as many coordinates, which must stay.
  NearestCenters(std::span<const Real> centers, const Extent& extent, Workers& workers);

  /// Labels the rows numbered `which`. If `gaps` are wanted, and not empty: as long as a row's own center and any other
  /// one move by less than its gap together, its label stays what it is.
  LabelCounts find(const RowsView<Real>& rows, std::span<const std::size_t> which, std::span<std::uint32_t> labels,
                   std::span<float> gaps, Scratch& scratch) const;

 private:
  // Some, or all where no places are given.
  struct SomeView {
    std::span<const std::size_t> rows;
    std::span<const std::size_t> places;

    [[nodiscard]] std::size_t place(std::size_t i) const { return places.empty() ? i : places[i]; }
  };

  template <class T>
  void decide(const RowsView<Real>& rows, const Panels<T>& panels, const Proposals<T>& proposals, const SomeView& from,
              std::span<std::uint32_t> labels, std::span<float> gaps, Some& to, Scratch& scratch) const;
  void decide_by_distance(const RowsView<Real>& rows, std::span<std::uint32_t> labels, std::span<float> gaps,
                          Scratch& scratch) const;

  // Many tables never need them.
  const Panels<double>& double_panels() const;

  std::span<const Real> centers_;
  Nearness<Real> near_;
  Panels<float> panels_;
  mutable std::once_flag double_panels_made_;
  mutable Panels<double> double_panels_;
};

}  // namespace kvant
