// What sums over points are made of, such that they are exact and add up in any order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "kmeans/extent.hpp"
#include "kmeans/points.hpp"

namespace kvant {

/// How sets of points are described additively: weight, sum of w * (x - o) for each dimension, sum of w * |x - o|^2.
/// Sums are exact in the sense of ExactSum. The origin o is zero, or near the points where those lie far from zero
/// compared with their extent, for precision. What rounding to one quantum leaves of a contribution is added up to a
/// finer one, a second fold, where a single sum could not resolve the coordinates: those of doubles, and of very many
/// floats (Demmel & Nguyen 2013, "Fast reproducible floating-point summation").
///
/// A frame depends on nothing but the extent of all points and their precision, so sums of the parts of a table that
/// share a frame add up to the same bits however the table is cut.
class Frame {
 public:
  Frame() = default;

  /// all: of the points that weigh more than nothing, whose coordinates are of type Real.
  template <class Real>
  [[nodiscard]] static Frame of(const Extent& all) {
    return {all, std::is_same_v<Real, double> || all.rows >= kManyRows};
  }

  [[nodiscard]] std::uint32_t dimensions() const { return static_cast<std::uint32_t>(origin_.size()); }

  /// How many doubles describe a set: the weight, and in each fold d sums and that of squares.
  [[nodiscard]] std::size_t row() const { return 1 + (origin_.size() + 1) * folds_.size(); }

  /// As rows are to be weighed, so that the sums of weights are exact.
  [[nodiscard]] double rounded_weight(double weight) const { return weight_.rounded(weight); }

  /// Whether rows whose weight is a whole number count as so many rows: then these weigh the same to the bit as rows
  /// that are repeated. Not where weights are so large that the sums would not be exact.
  [[nodiscard]] bool repeats_whole_weights() const { return repeats_whole_weights_; }

  /// How what is added to sums is rounded: what a fold leaves goes to the next.
  struct Fold {
    std::vector<double> shifts;  ///< of the coordinates, see ExactSum: each column by its own extent, so that small
                                 ///< ones beside large ones keep their digits
    ExactSum square;
  };
  [[nodiscard]] const std::vector<Fold>& folds() const { return folds_; }
  [[nodiscard]] const std::vector<double>& origin() const { return origin_; }

  /// Adds a point `times` times to the row (once, or taking it away for -1), whose coordinates are `step` apart. The
  /// same as adding it so often. D: the number of dimensions, if the caller knows it.
  template <std::uint32_t D = 0, class Real>
  void add(const Real* point, std::size_t step, double weight, double times, double* moments) const {
    const std::uint32_t dimensions = D != 0 ? D : this->dimensions();
    double squares = 0;
    double* sums = moments + 1;
    const double* shifts = folds_[0].shifts.data();
    for (std::uint32_t j = 0; j < dimensions; ++j) {
      const double x = double{point[j * step]} - origin_[j];
      sums[j] += times * ExactSum::rounded(weight * x, shifts[j]);
      squares += x * x;
    }
    add_totals(weight, times, weight * squares, moments);
    if (folds_.size() > 1) add_columns(point, step, weight, times, 0, moments, 1);
  }

  /// The parts of it: the coordinates from one on, in all folds or from one on, ...
  template <class Real>
  void add_columns(const Real* point, std::size_t step, double weight, double times, std::size_t begin, double* moments,
                   std::size_t first_fold = 0) const {
    for (std::size_t j = begin; j < origin_.size(); ++j) {
      double value = weight * (double{point[j * step]} - origin_[j]);
      for (std::size_t f = 0; f < folds_.size(); ++f) {
        const double rounded = ExactSum::rounded(value, folds_[f].shifts[j]);
        if (f >= first_fold) moments[1 + f * (origin_.size() + 1) + j] += times * rounded;
        value -= rounded;
      }
    }
  }
  /// ... the weight, and that of the squares.
  void add_totals(double weight, double times, double squares, double* moments) const {
    moments[0] += times * weight;
    for (std::size_t f = 0; f < folds_.size(); ++f) {
      const double rounded = folds_[f].square.rounded(squares);
      moments[(f + 1) * (origin_.size() + 1)] += times * rounded;
      squares -= rounded;
    }
  }
  template <std::uint32_t D = 0>
  void add(const Points& points, std::size_t i, double sign, double* moments) const {
    add<D>(points.coordinates.data() + i, points.stride, points.row_weight(i), sign * points.repeat(i), moments);
  }

  /// The mean of the points, which weigh more than nothing.
  template <class Real>
  void mean(const double* moments, Real* center) const {
    for (std::uint32_t j = 0; j < dimensions(); ++j) {
      center[j] = static_cast<Real>(origin_[j] + sum(moments, j) / moments[0]);
    }
  }

  /// The weighted sum of squared distances to the mean, and to any center.
  [[nodiscard]] double inertia(const double* moments) const;
  template <class Real>
  [[nodiscard]] double inertia(const double* moments, const Real* center) const {
    double total = sum(moments, dimensions());
    for (std::uint32_t j = 0; j < dimensions(); ++j) {
      const double c = double{center[j]} - origin_[j];
      total += c * (c * moments[0] - 2 * sum(moments, j));
    }
    return std::max(0.0, total);
  }

  /// The variance of a coordinate, on the average.
  [[nodiscard]] double mean_variance(const double* moments) const {
    return inertia(moments) / moments[0] / dimensions();
  }

 private:
  // From here on the quantum of a single sum is no finer than that of a float of the same extent.
  static constexpr std::uint64_t kManyRows = std::uint64_t{1} << 28;

  Frame(const Extent& all, bool two_folds);

  // A sum in all folds; that of squares has the index d.
  [[nodiscard]] double sum(const double* moments, std::size_t index) const {
    double total = moments[1 + index];
    if (folds_.size() > 1) total += moments[2 + origin_.size() + index];
    return total;
  }

  std::vector<double> origin_;
  bool repeats_whole_weights_ = false;
  ExactSum weight_;
  std::vector<Fold> folds_;  // one or two
};

}  // namespace kvant
