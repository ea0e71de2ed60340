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
#include "kmeans/tiles/bounds_kernel.hpp"
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

  /// For rows that lie within `extent`. `centers`: row after row, of as many coordinates, which must stay. `unit`: of
  /// distances, a power of two; bounds are told in it.
  NearestCenters(std::span<const Real> centers, const Extent& extent, Workers& workers, double unit = 1);

  /// Labels the rows numbered `which`, and tells their bounds if they are wanted, and not empty.
  LabelCounts find(const RowsView<Real>& rows, std::span<const std::size_t> which, std::span<std::uint32_t> labels,
                   const Bounds& bounds, Scratch& scratch) const;

  /// The same of rows whose nearest center is in `order` or the one that they had. Where `order` leaves that one out,
  /// it is in `left_out`, by its place among the centers, and bounds.nearest is true of it; else kNoCenter. Tells
  /// bounds on the centers compared with, and in bounds.nearest -1 where single precision cannot tell which is the
  /// nearest.
  void find_among(Order order, const RowsView<Real>& rows, std::span<const std::size_t> which,
                  std::span<const std::uint32_t> left_out, std::span<std::uint32_t> labels, const Bounds& bounds,
                  Scratch& scratch) const;

  /// Of rows: how near the center in `own`, by its place among them, is at most.
  void bound_own(const RowsView<Real>& rows, std::span<const std::size_t> which, std::span<const std::uint32_t> own,
                 std::span<float> nearest) const;

 private:
  // Some, or all where no places are given.
  struct SomeView {
    std::span<const std::size_t> rows;
    std::span<const std::size_t> places;

    [[nodiscard]] std::size_t place(std::size_t i) const { return places.empty() ? i : places[i]; }
  };

  template <class T>
  void decide(const RowsView<Real>& rows, const NearCenters<T>& centers, const Proposals<T>& proposals,
              const SomeView& from, std::span<std::uint32_t> labels, const Bounds& bounds, Some& to,
              Scratch& scratch) const;
  void decide_by_distance(const RowsView<Real>& rows, std::span<std::uint32_t> labels, const Bounds& bounds,
                          Scratch& scratch) const;

  // Many tables never need them.
  const NearCenters<double>& double_centers() const;

  std::span<const Real> centers_;
  double unit_;
  Nearness<Real> near_;
  NearCenters<float> near_centers_;
  std::vector<std::uint32_t> order_;  // of all of them
  mutable std::once_flag double_centers_made_;
  mutable NearCenters<double> double_centers_;
};

}  // namespace kvant
