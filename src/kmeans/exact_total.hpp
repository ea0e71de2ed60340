// A sum of doubles without any rounding, whatever their magnitudes and order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace kvant {

/// A fixed-point number wide enough for every finite double (Kulisch 2013, "Computer arithmetic and validity"): totals
/// of the parts of a table add up to the same bits however it is cut. For one number in a row of a table; where there
/// are many, ExactSum is faster.
class ExactTotal {
 public:
  /// Adds a value, which is finite and 0 or more, so many times.
  void add(double value, std::uint64_t times = 1);
  void add(const ExactTotal& other);

  /// The nearest double.
  [[nodiscard]] double value() const;

  friend bool operator==(const ExactTotal&, const ExactTotal&) = default;

 private:
  // Adds bits, of which the lowest counts 2^(place - 1074).
  void add_at(std::size_t place, std::uint64_t bits);

  // The lowest bit counts 2^-1074. 2^64 of the largest doubles fit.
  std::array<std::uint64_t, 34> words_{};
};

}  // namespace kvant
