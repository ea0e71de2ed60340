#include "kmeans/exact_total.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace kvant {
namespace {

constexpr int kLowest = -1074;  // the exponent of the smallest double
constexpr unsigned kMantissaBits = 52;
constexpr std::size_t kWordBits = 64;

}  // namespace

void ExactTotal::add_at(std::size_t place, std::uint64_t bits) {
  std::size_t word = place / kWordBits;
  const std::size_t shift = place % kWordBits;
  const std::uint64_t low = bits << shift;
  const std::uint64_t high = shift == 0 ? 0 : bits >> (kWordBits - shift);
  words_[word] += low;
  bool carry = words_[word] < low;
  if (high != 0) {
    words_[++word] += high + (carry ? 1 : 0);  // high has bits to spare
    carry = words_[word] < high + (carry ? 1 : 0);
  }
  while (carry) carry = ++words_[++word] == 0;
}

void ExactTotal::add(double value, std::uint64_t times) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << kMantissaBits) - 1);
  const std::uint64_t exponent = bits >> kMantissaBits;  // 0 where the leading bit is not 1
  const std::uint64_t mantissa = exponent == 0 ? fraction : fraction | std::uint64_t{1} << kMantissaBits;
  const std::uint64_t place = exponent == 0 ? 0 : exponent - 1;
  if (times == 1) {
    add_at(place, mantissa);
    return;
  }
  // Halves, whose products fit into a word.
  constexpr std::size_t half = 32;
  constexpr std::uint64_t low_half = 0xFFFFFFFFU;
  for (const std::size_t i : {std::size_t{0}, half}) {
    for (const std::size_t j : {std::size_t{0}, half}) {
      const std::uint64_t product = (mantissa >> i & low_half) * (times >> j & low_half);
      if (product != 0) add_at(place + i + j, product);
    }
  }
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
