// Assignment of the rows of a table where they lie, in any number of dimensions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kmeans/assignment.hpp"
#include "kmeans/frame_kernel.hpp"
#include "kmeans/rows.hpp"
#include "kmeans/tiles/nearest_centers.hpp"

namespace kvant {

/// Labels by squared distances in double precision (see NearestCenters). Sums change by what changes hands; they are
/// exact, so what was known before does not show in them. A row is left alone while centers have moved by less than its
/// gap since it was looked at (Hamerly 2010, "Making k-means even faster").
template <class Real>
class TileAssignment final : public BasicAssignment<Real> {
 public:
  /// Of all the rows of a table or of a part of it: all parts have the extent of the whole, and a frame made of that of
  /// the rows that weigh more than nothing. Weights are rounded by that frame.
  TileAssignment(const RowsView<Real>& rows, Extent extent, Frame frame, Workers& workers);

  std::uint64_t update(const BasicCenters<Real>& centers) override;
  [[nodiscard]] LabelCounts counts() const override;
  [[nodiscard]] std::span<const std::uint32_t> labels() override { return labels_; }
  [[nodiscard]] const Frame& frame() const override { return frame_; }
  [[nodiscard]] const double* moments(std::uint32_t slot) const override {
    return sums_.moments.data() + slot * frame_.row();
  }
  [[nodiscard]] const double* all_moments() override;
  [[nodiscard]] std::vector<std::uint64_t> points_of(std::size_t slots) override;
  [[nodiscard]] std::vector<FarPoint<Real>> farthest(const BasicCenters<Real>& centers, std::size_t most) override;

  /// Of the last update().
  [[nodiscard]] const Sums& sums() const { return sums_; }

 private:
  // What a worker needs for itself.
  struct Place {
    typename NearestCenters<Real>::Scratch scratch;
    std::vector<std::size_t> rows;
    std::vector<std::uint32_t> labels;
    std::vector<float> gaps;
    std::vector<RowMove> moves;
    Sums changes;  // but for the first worker's, which go to sums_ directly
    std::uint64_t reassigned = 0;
    LabelCounts counts;
  };

  [[nodiscard]] std::vector<float> steps_to(const BasicCenters<Real>& centers) const;
  void visit(const NearestCenters<Real>& nearest, const std::vector<std::uint32_t>& slots, Place& place, Sums& sums);

  RowsView<Real> rows_;
  Extent extent_;
  Frame frame_;
  Workers& workers_;
  std::vector<std::uint32_t> labels_;
  std::vector<float> gaps_;  // how far a row's center and another may yet move
  BasicCenters<Real> last_;  // of the last update()
  std::vector<double> all_;
  Sums sums_;
  std::vector<Place> places_;
};

}  // namespace kvant
