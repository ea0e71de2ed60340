// What sums over points are made of, such that they are exact and add up in any order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kmeans/extent.hpp"
#include "kmeans/points.hpp"

namespace kvant {

/// How sets of points are described additively: weight, sum of w * (x - o) for each dimension, sum of w * |x - o|^2.
/// One row of d + 2 doubles, sums exact in the sense of ExactSum. The origin o is zero, or near the points where those
/// lie far from zero compared with their extent, for precision.
///
/// A frame depends on nothing but the extent of all points, so sums of the parts of a table that share a frame add up
/// to the same bits however the table is cut.
class Frame {
 public:
  Frame() = default;
  /// all: of the points that weigh more than nothing.
  explicit Frame(const Extent& all);

  [[nodiscard]] std::uint32_t dimensions() const { return static_cast<std::uint32_t>(origin_.size()); }
  [[nodiscard]] std::size_t row() const { return origin_.size() + 2; }

  /// As rows are to be weighed, so that the sums of weights are exact.
  [[nodiscard]] double rounded_weight(double weight) const { return weight_.rounded(weight); }

  /// Adds `sign` times a point to the row, whose coordinates are `step` floats apart. D: the number of dimensions, if
  /// the caller knows it.
  template <std::uint32_t D = 0>
  void add(const float* point, std::size_t step, double weight, double sign, double* moments) const {
    const std::uint32_t dimensions = D != 0 ? D : this->dimensions();
    double squares = 0;
    moments[0] += sign * weight;
    for (std::uint32_t j = 0; j < dimensions; ++j) {
      const double x = double{point[j * step]} - origin_[j];
      moments[1 + j] += sign * coordinate_.rounded(weight * x);
      squares += x * x;
    }
    moments[1 + dimensions] += sign * square_.rounded(weight * squares);
  }
  template <std::uint32_t D = 0>
  void add(const Points& points, std::size_t i, double sign, double* moments) const {
    add<D>(points.coordinates.data() + i, points.stride, points.weights[i], sign, moments);
  }

  /// The mean of the points, which weigh more than nothing.
  void mean(const double* moments, float* center) const;

  /// The weighted sum of squared distances to the mean, and to any center.
  [[nodiscard]] double inertia(const double* moments) const;
  [[nodiscard]] double inertia(const double* moments, const float* center) const;

  /// The variance of a coordinate, on the average.
  [[nodiscard]] double mean_variance(const double* moments) const {
    return inertia(moments) / moments[0] / dimensions();
  }

 private:
  std::vector<double> origin_;
  ExactSum weight_;
  ExactSum coordinate_;
  ExactSum square_;
};

}  // namespace kvant
