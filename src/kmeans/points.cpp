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

}  // namespace kvant
