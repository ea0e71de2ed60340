// Assignment of rows that are elsewhere, by asking the parts of a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kmeans/assignment.hpp"
#include "kmeans/frame.hpp"
#include "kvant/parts.hpp"

namespace kvant::parts {

/// How many rows changed hands is not known: that depends on what parts were asked before.
template <class Real>
class PartsAssignment final : public BasicAssignment<Real> {
 public:
  /// `whole`: the extent of the table. `watch` is told before each update.
  PartsAssignment(Parts& table, const TableExtent& whole, Frame frame, Workers& workers,
                  const std::function<void(const Pass&)>& watch);

  std::uint64_t update(const BasicCenters<Real>& centers) override;
  [[nodiscard]] std::span<const std::uint32_t> labels() override { return {}; }  // the parts have them
  [[nodiscard]] const Frame& frame() const override { return frame_; }
  [[nodiscard]] const double* moments(std::uint32_t slot) const override {
    return sums_.moments.data() + slot * frame_.row();
  }
  /// Those of all slots, added up: 0 before the first update.
  [[nodiscard]] const double* all_moments() override { return all_moments_.data(); }
  [[nodiscard]] std::vector<std::uint64_t> points_of(std::size_t slots) override;
  [[nodiscard]] std::vector<FarPoint<Real>> farthest(const BasicCenters<Real>& centers, std::size_t most) override;
  [[nodiscard]] Workers& workers() const override { return workers_; }

 private:
  Parts& table_;
  const TableExtent& whole_;
  Frame frame_;
  Workers& workers_;
  const std::function<void(const Pass&)>& watch_;
  std::vector<double> all_moments_;
  int updates_ = 0;
  std::vector<double> asked_;  // the centers of the last update
  kvant::Sums sums_;
};

}  // namespace kvant::parts
