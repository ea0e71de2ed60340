// Points that a caller hands in, as the table that is clustered.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "kmeans/centers.hpp"
#include "kmeans/distinct_rows.hpp"
#include "kmeans/extent.hpp"
#include "kmeans/frame.hpp"
#include "kmeans/rows.hpp"
#include "kvant/kmeans.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Rows to be clustered, with all that sums over them need.
template <class Real>
struct WeighedRows {
  RowsView<Real> rows;  ///< weights as the frame rounds them
  Extent extent;        ///< of all rows
  Extent weighed;       ///< of those that weigh more than nothing
  Frame frame;          ///< of `weighed`
};

/// The labels of points, and their inertia.
struct LabeledPoints {
  std::vector<std::uint32_t> labels;
  double inertia = 0;
};

enum class EqualRows { together, apart };

/// The points as a table: checked, weighed such that sums are exact, equal rows taken together where that pays.
template <class Real>
class PointsTable {
 public:
  /// Throws Error(invalid_argument), also if no weight is positive.
  PointsTable(const BasicPointsView<Real>& points, EqualRows equal, Workers& workers);
  PointsTable(const PointsTable&) = delete;
  PointsTable& operator=(const PointsTable&) = delete;
  ~PointsTable() = default;

  [[nodiscard]] const WeighedRows<Real>& table() const { return table_; }

  /// From labels of the table's rows, and the centers in slots 0, 1, 2, ..., to those of the points. Weights count as
  /// they were given, not as they are rounded for sums.
  [[nodiscard]] LabeledPoints label_points(std::vector<std::uint32_t> labels, const BasicCenters<Real>& centers,
                                           Workers& workers) const;

 private:
  BasicPointsView<Real> points_;
  std::vector<double> weights_;
  RowsView<Real> all_;  // one for each point
  std::optional<DistinctRows<Real>> distinct_;
  WeighedRows<Real> table_;
};

}  // namespace kvant
