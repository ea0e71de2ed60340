// A sum of doubles without any rounding, whatever their magnitudes and order.
#pragma once

#include <array>
#include <cstdint>

namespace kvant {

/// A fixed-point number wide enough for every finite double (Kulisch 2013, "Computer arithmetic and validity"): totals
/// of the parts of a table add up to the same bits however it is cut. For one number in a row of a table; where there
/// are many, ExactSum is faster.
class ExactTotal {
 public:
  /// `value`: finite, 0 or more.
  void add(double value);
  void add(const ExactTotal& other);

  /// The nearest double.
  [[nodiscard]] double value() const;

  friend bool operator==(const ExactTotal&, const ExactTotal&) = default;

 private:
  void add_at(std::size_t word, std::uint64_t bits);

  // The lowest bit counts 2^-1074. 2^64 of the largest doubles fit.
  std::array<std::uint64_t, 34> words_{};
};

}  // namespace kvant
