// A sum of doubles without any rounding, whatever their magnitudes and order.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace kvant {

/// A fixed-point number wide enough for every finite double (Kulisch 2013, "Computer arithmetic and validity"): totals
/// of the parts of a table add up to the same bits however it is cut. For one number in a row of a table; where there
/// are many, ExactSum is faster.
class ExactTotal {
 public:
  /// The lowest bit counts 2^-1074. 2^64 of the largest doubles fit.
  static constexpr std::size_t kWords = 34;

  ExactTotal() = default;
  /// As words() tells it.
  explicit ExactTotal(std::span<const std::uint64_t> words) { std::copy_n(words.begin(), kWords, words_.begin()); }

  [[nodiscard]] const std::array<std::uint64_t, kWords>& words() const { return words_; }

  /// Adds a value, which is finite and 0 or more, so many times.
  void add(double value, std::uint64_t times = 1);
  void add(const ExactTotal& other);

  /// The nearest double.
  [[nodiscard]] double value() const;

  friend bool operator==(const ExactTotal&, const ExactTotal&) = default;

 private:
  std::array<std::uint64_t, kWords> words_{};
};

}  // namespace kvant
