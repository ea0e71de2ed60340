// Centers in numbered slots, of which some may be empty: labels stay valid while centers come and go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kvant {

/// Coordinates are as wide as those of the points that they are centers of: floats or doubles.
template <class Real>
class BasicCenters {
 public:
  BasicCenters() = default;
  BasicCenters(std::uint32_t dimensions, std::size_t slots)
      : dimensions_(dimensions), coordinates_(slots * dimensions) {}

  [[nodiscard]] std::uint32_t dimensions() const { return dimensions_; }
  [[nodiscard]] std::size_t slots() const { return dimensions_ == 0 ? 0 : coordinates_.size() / dimensions_; }
  [[nodiscard]] const std::vector<std::uint32_t>& active() const { return active_; }  ///< ascending slots
  [[nodiscard]] std::size_t count() const { return active_.size(); }
  [[nodiscard]] Real* operator[](std::size_t slot) { return coordinates_.data() + slot * dimensions_; }
  [[nodiscard]] const Real* operator[](std::size_t slot) const { return coordinates_.data() + slot * dimensions_; }

  /// Of all slots, row after row.
  [[nodiscard]] const std::vector<Real>& coordinates() const { return coordinates_; }

  /// Puts a center into the lowest free slot (adding one if there is none) and returns the slot.
  std::uint32_t add(const Real* center);
  void remove(std::uint32_t slot);

  /// How many of the active ones differ.
  [[nodiscard]] std::uint32_t count_distinct() const;

  /// The active centers, moved together to slots 0, 1, 2, ...
  [[nodiscard]] BasicCenters compacted() const;

 private:
  std::uint32_t dimensions_ = 0;
  std::vector<Real> coordinates_;
  std::vector<std::uint32_t> active_;
};

using Centers = BasicCenters<float>;

}  // namespace kvant
