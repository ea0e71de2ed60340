// Assignment of points in space, by filtering regions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kmeans/assignment.hpp"
#include "kmeans/centers.hpp"
#include "kmeans/filter_kernel.hpp"
#include "kmeans/packed_rows.hpp"
#include "kmeans/points.hpp"
#include "kmeans/region_tree.hpp"
#include "kvant/buffer.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Exact assignment of points to their nearest centers by filtering regions (Kanungo et al. 2002, "An efficient k-means
/// clustering algorithm: analysis and implementation"): a region rules out the centers that can own none of its
/// points, and a region with one center left is assigned as a whole, by its stored moments.
///
/// The labels are those of brute force in float arithmetic, squared differences added in the order of the dimensions,
/// ties to the lowest slot: bit for bit, on every SIMD target. Moments change by what changes hands; they are exact
/// (see ExactSum), so neither the order of these changes nor the number of threads shows in the result.
///
/// Rows: Points or PackedRows.
template <class Rows>
class BasicRegionAssignment final : public Assignment {
 public:
  /// Of a tree that is spatial.
  BasicRegionAssignment(const Rows& points, const RegionTree& tree, Workers& workers);

  std::uint64_t update(const Centers& centers) override;
  /// Those in leaves that more than one center may own points of, and whose centers moved.
  [[nodiscard]] LabelCounts counts() const override { return {.rows = visited_, .by_distance = by_distance_}; }
  /// Of points, in their order; of packed rows, those of the table: 0 for rows that weigh nothing.
  [[nodiscard]] std::span<const std::uint32_t> labels() override;
  /// The slot of each point in the order of the tree.
  [[nodiscard]] std::span<const SlotOf<Rows>> slots();
  [[nodiscard]] const Frame& frame() const override { return tree_.frame(); }
  [[nodiscard]] const double* moments(std::uint32_t slot) const override { return moments_.data() + slot * row_; }
  [[nodiscard]] const double* all_moments() override { return tree_.moments(0); }
  [[nodiscard]] std::vector<std::uint64_t> points_of(std::size_t slots) override;
  [[nodiscard]] std::vector<FarPoint<float>> farthest(const Centers& centers, std::size_t most) override;
  [[nodiscard]] Workers& workers() const override { return workers_; }

 private:
  [[nodiscard]] bool lists_valid(const Centers& centers) const;
  [[nodiscard]] double usual_radius() const;
  std::uint64_t rebuild(const Centers& centers);
  std::uint64_t revisit(const Centers& centers);
  template <class Task>
  std::uint64_t run_tasks(const Task& task);

  const Rows& points_;
  const RegionTree& tree_;
  Workers& workers_;
  std::size_t row_;
  Buffer<SlotOf<Rows>> slots_;  // stale below a region with an owner
  // Of each region: a slot, kNoCenter or kMixed; stale below a region with an owner.
  std::vector<std::uint32_t> owners_;
  std::vector<double> moments_;
  std::vector<std::vector<double>> worker_moments_;  // changes by each worker but the first, to be added to moments_
  std::vector<std::vector<CandidateList>> levels_;   // scratch of each worker
  std::vector<LeafScratch> scratch_;
  std::vector<std::uint32_t> labels_;  // of packed rows, once asked for

  // Lists of candidates are made with a margin and used until a center has moved farther than that, as neighbor lists
  // are in molecular dynamics (Verlet 1967).
  std::vector<LeafLists> lists_;  // of each task
  Centers listed_;                // the centers when the lists were made
  Centers last_;                  // the centers of the last update()
  double skin_ = 0;
  // By the last update().
  std::uint64_t visited_ = 0;
  std::uint64_t by_distance_ = 0;
};

using RegionAssignment = BasicRegionAssignment<Points>;
using PackedAssignment = BasicRegionAssignment<PackedRows>;

}  // namespace kvant
