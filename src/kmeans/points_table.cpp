#include "kmeans/points_table.hpp"

#include <utility>

#include "kmeans/points_view.hpp"
#include "kmeans/tiles/label_rows.hpp"
#include "kvant/error.hpp"

namespace kvant {

template <class Real>
PointsTable<Real>::PointsTable(const BasicPointsView<Real>& points, EqualRows equal, Workers& workers)
    : points_(points) {
  CheckedRows<Real> checked = to_checked_rows(points, workers);
  all_ = checked.rows;
  table_.extent = std::move(checked.extent);
  weights_ = weights_of(points, all_.count);
  all_.weights = weights_;
  table_.weighed = weights_.empty() ? table_.extent : extent_of(all_, workers);
  if (table_.weighed.rows == 0) throw Error(ErrorCode::invalid_argument, "one weight at least must be positive");
  table_.frame = Frame::of<Real>(table_.weighed);
  for (double& weight : weights_) weight = table_.frame.rounded_weight(weight);
  all_.whole_weights_repeat = table_.frame.repeats_whole_weights();
  if (equal == EqualRows::together) distinct_ = distinct_rows(all_, workers);
  table_.rows = distinct_ ? distinct_->view() : all_;
}

template <class Real>
LabeledPoints PointsTable<Real>::label_points(std::vector<std::uint32_t> labels, const BasicCenters<Real>& centers,
                                              Workers& workers) const {
  LabeledPoints points;
  if (weights_.empty()) points.inertia = inertia_of(table_.rows, labels, centers, workers).value();
  points.labels = distinct_ ? distinct_->of_rows(labels, workers) : std::move(labels);
  if (weights_.empty()) return points;
  const std::vector<double> given(points_.weights.begin(), points_.weights.end());
  RowsView<Real> rows = all_;
  rows.weights = given;
  points.inertia = inertia_of(rows, points.labels, centers, workers).value();
  return points;
}

template class PointsTable<float>;
template class PointsTable<double>;

}  // namespace kvant
