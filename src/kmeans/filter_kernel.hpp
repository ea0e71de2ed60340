// The inner part of RegionAssignment::update(), compiled for each SIMD target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "kmeans/assignment.hpp"
#include "kmeans/centers.hpp"
#include "kmeans/packed_rows.hpp"
#include "kmeans/points.hpp"
#include "kmeans/region_tree.hpp"

namespace kvant {

inline constexpr std::uint32_t kMixed = 0xFFFFFFFE;  ///< the owner of a region whose points differ

/// Centers that may own points of a region: planes of coordinates and a plane of slots, in ascending order of slots.
/// Behind the last, planes hold coordinates of infinity for at least a vector's length.
struct CandidateList {
  std::size_t count = 0;
  std::size_t stride = 0;
  std::uint32_t nearest = 0;       ///< the slot nearest to the middle of the region
  std::vector<float> coordinates;  ///< plane j begins at j * stride
  std::vector<float> distances;    ///< scratch of the filter
  std::vector<std::uint32_t> slots;

  void reserve(std::uint32_t dimensions, std::size_t candidates);
  [[nodiscard]] float* plane(std::uint32_t j) { return coordinates.data() + j * stride; }
  [[nodiscard]] const float* plane(std::uint32_t j) const { return coordinates.data() + j * stride; }
};

/// The leaves of a task region that more than one center may own points of, each with those centers.
struct LeafLists {
  struct Leaf {
    std::uint32_t region;
    std::uint32_t begin;  ///< candidates are slots[begin, end)
    std::uint32_t end;
  };
  std::vector<Leaf> leaves;
  std::vector<std::uint32_t> slots;

  void clear() {
    leaves.clear();
    slots.clear();
  }
};

/// What the slot of a row is kept in. Packed rows are those of a table, which has no more than 2^16 clusters.
template <class Rows>
using SlotOf = std::conditional_t<std::is_same_v<Rows, PackedRows>, std::uint16_t, std::uint32_t>;

/// What a worker needs to tell the packed rows of a leaf apart.
struct LeafScratch {
  /// A row of the table that changes hands.
  struct Move {
    std::uint32_t row;
    std::uint32_t from;
    std::uint32_t to;
  };
  std::vector<float> scores;  ///< see Filter::scores_of()
  std::vector<Move> moves;
};

/// What a worker needs to assign the points of one task region. Rows: Points or PackedRows.
template <class Rows>
struct FilterWork {
  const Rows& points;
  const RegionTree& tree;
  SlotOf<Rows>* labels;   ///< of each point
  std::uint32_t* owners;  ///< of each region
  double* moments;        ///< of each slot; changes are added
  LeafLists& lists;
  LeafScratch& scratch;
  std::uint64_t reassigned = 0;
  std::uint64_t visited = 0;      ///< points whose distances were computed
  std::uint64_t by_distance = 0;  ///< of packed rows, those that were read for that
};

/// Assigns the points of `region` to their nearest candidates and makes its lists. `levels` is scratch, one list for
/// each level of regions. The lists stay valid while no center is farther than `skin` from where it is now.
void filter_region(FilterWork<Points>& work, std::uint32_t region, const CandidateList& candidates, float skin,
                   std::vector<CandidateList>& levels);
void filter_region(FilterWork<PackedRows>& work, std::uint32_t region, const CandidateList& candidates, float skin,
                   std::vector<CandidateList>& levels);

/// Assigns the points of a task region by its lists, which must be valid. Leaves none of whose candidates moved since
/// the last time, by `moved` of each slot, are left alone. `scratch` has room for all centers.
void revisit_lists(FilterWork<Points>& work, const Centers& centers, const std::vector<std::uint8_t>& moved,
                   CandidateList& scratch);
void revisit_lists(FilterWork<PackedRows>& work, const Centers& centers, const std::vector<std::uint8_t>& moved,
                   CandidateList& scratch);

}  // namespace kvant
