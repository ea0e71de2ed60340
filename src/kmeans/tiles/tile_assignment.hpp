// Assignment of the rows of a table where they lie, in any number of dimensions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "kmeans/assignment.hpp"
#include "kmeans/frame_kernel.hpp"
#include "kmeans/rows.hpp"
#include "kmeans/tiles/center_steps.hpp"
#include "kmeans/tiles/nearest_centers.hpp"

namespace kvant {

/// Labels by squared distances in double precision (see NearestCenters). Sums change by what changes hands; they are
/// exact, so what was known before does not show in them. A row is left alone while its center
/// is nearer than any other may have come since it was looked at (Hamerly 2010, "Making k-means even faster"); while
/// only some have moved by more, it is compared with those alone (CenterSteps), for which two bounds a row are enough.
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
  [[nodiscard]] Workers& workers() const override { return workers_; }

  /// The same, which ends the assignment: a copy would be four more bytes a row.
  [[nodiscard]] std::vector<std::uint32_t> take_labels() { return std::move(labels_); }

  /// Of the last update().
  [[nodiscard]] const Sums& sums() const { return sums_; }

 private:
  // What a worker needs for itself.
  struct Place {
    typename NearestCenters<Real>::Scratch scratch;
    std::vector<std::size_t> rows;  // that are compared with all centers
    std::vector<std::size_t> moved;
    std::vector<std::size_t> by_level;  // of these
    std::vector<std::uint32_t> levels;
    std::vector<std::size_t> ends;  // of each level
    std::vector<std::uint32_t> own;
    std::vector<std::uint32_t> labels;
    std::vector<float> nearest;
    std::vector<float> other;

    Bounds bounds() { return {nearest, other}; }

    // For so many rows.
    void resize(std::size_t count) {
      own.resize(count);
      labels.resize(count);
      nearest.resize(count);
      other.resize(count);
    }
    std::vector<RowMove> moves;
    Sums changes;  // but for the first worker's, which go to sums_ directly
    bool has_changes = false;
    std::uint64_t reassigned = 0;
    LabelCounts counts;
  };

  // The centers of an update, and how they came about.
  struct Move {
    const NearestCenters<Real>& nearest;
    const std::vector<std::uint32_t>& slots;
    const CenterSteps& steps;  // none where centers have come or gone
  };

  Sums& sums_of(std::size_t worker);
  void add_changes();
  void revisit(const Move& move, std::size_t begin, std::size_t end, Place& place, Sums& sums);
  void sort_by_level(const Move& move, Place& place);
  void give(std::size_t row, std::uint32_t to, Place& place, Sums& sums);

  RowsView<Real> rows_;
  Extent extent_;
  Frame frame_;
  Workers& workers_;
  double unit_;  // of bounds
  std::vector<std::uint32_t> labels_;
  std::vector<float> nearest_;  // see Bounds
  std::vector<float> other_;
  BasicCenters<Real> last_;  // of the last update()
  std::vector<double> all_;
  Sums sums_;
  std::vector<Place> places_;
};

}  // namespace kvant
