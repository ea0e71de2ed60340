#include "kmeans/frame.hpp"

#include <algorithm>
#include <cmath>

namespace kvant {

Frame::Frame(const Extent& all) : origin_(all.dimensions()) {
  const double weight = all.weight.value();
  double largest = 0;
  for (std::uint32_t j = 0; j < dimensions(); ++j) {
    const double low = all.low[j];
    const double high = all.high[j];
    if (std::min(std::fabs(low), std::fabs(high)) > 4 * (high - low)) origin_[j] = low;
    largest = std::max({largest, std::fabs(low - origin_[j]), std::fabs(high - origin_[j])});
  }
  weight_ = ExactSum(weight);
  // The factor leaves room for the rounding of the bounds themselves.
  coordinate_ = ExactSum(1.001 * weight * largest);
  square_ = ExactSum(1.001 * weight * largest * largest * dimensions());
}

void Frame::mean(const double* moments, float* center) const {
  for (std::uint32_t j = 0; j < dimensions(); ++j) {
    center[j] = static_cast<float>(origin_[j] + moments[1 + j] / moments[0]);
  }
}

double Frame::inertia(const double* moments) const {
  if (moments[0] <= 0) return 0;
  double squares = 0;
  for (std::uint32_t j = 0; j < dimensions(); ++j) squares += moments[1 + j] * moments[1 + j];
  return std::max(0.0, moments[1 + dimensions()] - squares / moments[0]);
}

double Frame::inertia(const double* moments, const float* center) const {
  double sum = moments[1 + dimensions()];
  for (std::uint32_t j = 0; j < dimensions(); ++j) {
    const double c = double{center[j]} - origin_[j];
    sum += c * (c * moments[0] - 2 * moments[1 + j]);
  }
  return std::max(0.0, sum);
}

}  // namespace kvant
