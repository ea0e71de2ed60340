#include "kmeans/points.hpp"

#include <algorithm>
#include <bit>

namespace kvant {

// Added up as integers: multiples, rounded up, of a unit so small that n times the heaviest weight has 62 bits.
ExactSum ExactSum::of(std::span<const double> weights) {
  int exponent = 0;
  std::frexp(*std::max_element(weights.begin(), weights.end()), &exponent);
  exponent += static_cast<int>(std::bit_width(weights.size())) - 62;
  std::uint64_t sum = 0;
  for (const double weight : weights) sum += static_cast<std::uint64_t>(std::ceil(std::ldexp(weight, -exponent)));
  return ExactSum(std::ldexp(static_cast<double>(sum), exponent));
}

void Points::set_weights(std::span<const double> values) {
  const ExactSum exact = ExactSum::of(values);
  std::transform(values.begin(), values.end(), weights.begin(), [&](double weight) { return exact.rounded(weight); });
}

MomentRounding::MomentRounding(const Points& points, const float* box)
    : dimensions_(points.dimensions), origin_(points.dimensions) {
  double weight = 0;
  for (std::size_t i = 0; i < points.count; ++i) weight += points.weights[i];
  double largest = 0;
  for (std::uint32_t j = 0; j < dimensions_; ++j) {
    const double low = box[j];
    const double high = box[dimensions_ + j];
    if (std::min(std::fabs(low), std::fabs(high)) > 4 * (high - low)) origin_[j] = low;
    largest = std::max({largest, std::fabs(low - origin_[j]), std::fabs(high - origin_[j])});
  }
  // The factor leaves room for the rounding of the bounds themselves.
  coordinate_ = ExactSum(1.001 * weight * largest);
  square_ = ExactSum(1.001 * weight * largest * largest * dimensions_);
}

void MomentRounding::mean(const double* moments, float* center) const {
  for (std::uint32_t j = 0; j < dimensions_; ++j) {
    center[j] = static_cast<float>(origin_[j] + moments[1 + j] / moments[0]);
  }
}

double MomentRounding::inertia(const double* moments) const {
  if (moments[0] <= 0) return 0;
  double squares = 0;
  for (std::uint32_t j = 0; j < dimensions_; ++j) squares += moments[1 + j] * moments[1 + j];
  return std::max(0.0, moments[1 + dimensions_] - squares / moments[0]);
}

double MomentRounding::inertia(const double* moments, const float* center) const {
  double sum = moments[1 + dimensions_];
  for (std::uint32_t j = 0; j < dimensions_; ++j) {
    const double c = double{center[j]} - origin_[j];
    sum += c * (c * moments[0] - 2 * moments[1 + j]);
  }
  return std::max(0.0, sum);
}

}  // namespace kvant
