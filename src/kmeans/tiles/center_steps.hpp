// How far centers have moved, and which of them may have come nearer to a row than its own for that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kmeans/centers.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Distances between the centers of two iterations. While few centers still move, a row is compared with those alone:
/// the farther away any other center was, the fewer.
///
/// Level l of a ladder is to compare a row with the first counts[l] centers of `order`, none of the others having moved
/// by more than rests[l]. Level 0 is none, and behind the last is to compare with all centers.
class CenterSteps {
 public:
  CenterSteps() = default;

  /// Of the centers of the same slots, before and after, in a unit of distances that bounds are told in.
  template <class Real>
  CenterSteps(const BasicCenters<Real>& before, const BasicCenters<Real>& after, double unit, Workers& workers);

  [[nodiscard]] bool empty() const { return own_.empty(); }

  /// Of each slot: how far its center has moved, rounded up.
  [[nodiscard]] std::span<const float> own() const { return own_; }
  [[nodiscard]] float farthest() const { return rests_.front(); }

  [[nodiscard]] std::size_t levels() const { return rests_.size(); }
  [[nodiscard]] float rest(std::size_t level) const { return rests_[level]; }

  /// The level for a row whose own center is as near as `nearest`, all others having been as far away as `other`;
  /// levels() if it has to be compared with all of them.
  [[nodiscard]] std::size_t level_of(float nearest, float other) const;

  /// The centers of a level, by their places among all of them.
  [[nodiscard]] std::span<const std::uint32_t> order(std::size_t level) const {
    return std::span(order_).first(counts_[level]);
  }
  [[nodiscard]] bool has(std::size_t level, std::uint32_t center) const { return ranks_[center] < counts_[level]; }

  /// A slot's center, by its place among all of them.
  [[nodiscard]] std::uint32_t place(std::uint32_t slot) const { return places_[slot]; }

 private:
  std::vector<float> own_;
  std::vector<float> rests_;
  std::vector<std::size_t> counts_;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> places_;  // of each slot, among the centers
  std::vector<std::uint32_t> ranks_;   // of each center, in the order
};

}  // namespace kvant
