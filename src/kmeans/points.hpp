// Weighted points as the engine wants them: distinct, ordered in space, one plane for each dimension.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kvant/buffer.hpp"

namespace kvant {

/// Planes are padded by this many floats, so that a vector may be loaded at any point.
inline constexpr std::size_t kPointPadding = 64;

/// Regions pay up to this many dimensions; above, space is too empty for boxes to rule out much.
inline constexpr std::uint32_t kMaxSpatialDimensions = 8;

/// Rounds values to multiples of a quantum so coarse that sums of the rounded values are exact in double precision,
/// hence the same in whatever order and grouping they are added, and additions can be undone by subtractions
/// (pre-rounding, as in Demmel & Nguyen 2013, "Fast reproducible floating-point summation").
/// Sums of weighted integer colors are exact already and stay as they are.
class ExactSum {
 public:
  ExactSum() = default;
  /// bound: no sum of absolute values exceeds it.
  explicit ExactSum(double bound) {
    int exponent = 0;
    std::frexp(bound, &exponent);            // bound < 2^exponent
    shift_ = std::ldexp(1.5, exponent + 1);  // adding this leaves multiples of 2^(exponent + 1 - 52)
  }
  /// For weights, none negative, of which one at least is positive: by their exact sum, so that the order in which they
  /// come does not matter.
  [[nodiscard]] static ExactSum of(std::span<const double> weights);

  [[nodiscard]] double rounded(double value) const { return rounded(value, shift_); }
  [[nodiscard]] static double rounded(double value, double shift) { return (value + shift) - shift; }
  [[nodiscard]] double shift() const { return shift_; }
  [[nodiscard]] double quantum() const { return shift_ * 0x1p-52 / 1.5; }

 private:
  double shift_ = 0;
};

/// n weighted points in d dimensions, ordered along a space-filling curve.
struct Points {
  std::uint32_t dimensions = 0;
  std::size_t count = 0;
  std::size_t stride = 0;     ///< count + kPointPadding
  Buffer<float> coordinates;  ///< plane j begins at j * stride; the padding is 0, that of weights too
  Buffer<double> weights;     ///< stride values, positive, whose sums are exact
  /// How many rows of a table each point stands for, each with its part of the weight; or none for 1 each.
  Buffer<double> repeats;
  /// Ascending Morton codes, `key_bits` bits each, coordinates interleaved from the highest bit down; the leading
  /// bits name the cell of a grid, so a range of points with a common prefix is a region. Empty: no regions known.
  Buffer<std::uint64_t> keys;
  std::uint32_t key_bits = 0;

  Points() = default;
  Points(std::uint32_t d, std::size_t n)
      : dimensions(d), count(n), stride(n + kPointPadding), coordinates(d * stride, 0.0F), weights(stride, 0.0) {}

  [[nodiscard]] float* plane(std::uint32_t j) { return coordinates.data() + j * stride; }
  [[nodiscard]] const float* plane(std::uint32_t j) const { return coordinates.data() + j * stride; }

  /// One positive weight for each point, rounded so that sums of them are exact.
  void set_weights(std::span<const double> values);

  [[nodiscard]] double repeat(std::size_t i) const { return repeats.empty() ? 1.0 : repeats[i]; }

  /// The weight of one of the rows that a point stands for; exact, as the point's is a multiple of it.
  [[nodiscard]] double row_weight(std::size_t i) const {
    return repeats.empty() ? weights[i] : weights[i] / repeats[i];
  }

  /// The coordinates of one point.
  [[nodiscard]] std::vector<float> point(std::size_t i) const {
    std::vector<float> row(dimensions);
    for (std::uint32_t j = 0; j < dimensions; ++j) row[j] = plane(j)[i];
    return row;
  }
};

/// Of point i to a center of as many dimensions.
[[nodiscard]] inline double squared_distance(const Points& points, std::size_t i, const float* center) {
  double sum = 0;
  for (std::uint32_t j = 0; j < points.dimensions; ++j) {
    const double difference = double{points.plane(j)[i]} - center[j];
    sum += difference * difference;
  }
  return sum;
}

}  // namespace kvant
