#include "kmeans/exact_total.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace kvant {
namespace {

constexpr int kLowest = -1074;  // the exponent of the smallest double
constexpr unsigned kMantissaBits = 52;
constexpr std::size_t kWordBits = 64;

__extension__ using Wide = unsigned __int128;

}  // namespace

void ExactTotal::add(double value, std::uint64_t times) {
  // Adding zero turns a negative zero into a positive one.
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << kMantissaBits) - 1);
  const std::uint64_t exponent = bits >> kMantissaBits;  // 0 where the leading bit is not 1
  const std::uint64_t mantissa = exponent == 0 ? fraction : fraction | std::uint64_t{1} << kMantissaBits;
  // The lowest bit counts 2^(place - 1074).
  const std::uint64_t place = exponent == 0 ? 0 : exponent - 1;
  const Wide product = Wide{mantissa} * times;
  const std::size_t shift = place % kWordBits;
  const auto above = static_cast<std::uint64_t>(product >> kWordBits);
  const std::array<std::uint64_t, 3> words = {static_cast<std::uint64_t>(product << shift),
                                              static_cast<std::uint64_t>(product << shift >> kWordBits),
                                              shift == 0 ? 0 : above >> (kWordBits - shift)};
  std::size_t word = place / kWordBits;
  Wide carry = 0;
  for (const std::uint64_t some : words) {
    carry += Wide{words_[word]} + some;
    words_[word++] = static_cast<std::uint64_t>(carry);
    carry >>= kWordBits;
  }
  while (carry != 0) carry = ++words_[word++] == 0 ? 1 : 0;
}

void ExactTotal::add(const ExactTotal& other) {
  bool carry = false;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const std::uint64_t before = words_[i];
    words_[i] += other.words_[i] + (carry ? 1 : 0);
    carry = words_[i] < before || (carry && words_[i] == before);
  }
}

double ExactTotal::value() const {
  std::size_t top = words_.size() - 1;
  while (top > 0 && words_[top] == 0) --top;
  if (top == 0) return std::ldexp(static_cast<double>(words_[0]), kLowest);
  // The leading 64 bits; that others follow is all that matters of these, to the lowest bit.
  const auto shift = static_cast<unsigned>(std::countl_zero(words_[top]));
  std::uint64_t leading = words_[top] << shift;
  std::uint64_t rest = words_[top - 1];
  if (shift != 0) {
    leading |= rest >> (kWordBits - shift);
    rest <<= shift;
  }
  const auto* const below = words_.begin() + static_cast<std::ptrdiff_t>(top) - 1;
  if (rest != 0 || std::any_of(words_.begin(), below, [](std::uint64_t word) { return word != 0; })) leading |= 1U;
  const auto exponent = static_cast<int>(top * kWordBits - shift) + kLowest;
  return std::ldexp(static_cast<double>(leading), exponent);
}

}  // namespace kvant
