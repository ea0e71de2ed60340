// Logarithms in whole numbers: the same on every machine, which the C library's are not.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace kvant {

inline constexpr unsigned kLog2FractionBits = 8;

namespace detail {

/// log2(1 + i / 256) in 1/256, rounded down; each bit by squaring.
constexpr std::array<std::uint8_t, 256> make_log2_table() {
  std::array<std::uint8_t, 256> table{};
  for (std::uint64_t i = 0; i < 256; ++i) {
    std::uint64_t x = (256 + i) << 22;  // in [2^30, 2^31)
    unsigned result = 0;
    for (unsigned bit = 0; bit < kLog2FractionBits; ++bit) {
      x = x * x >> 30;
      result <<= 1;
      if (x >= std::uint64_t{1} << 31) {
        x >>= 1;
        result |= 1;
      }
    }
    table[i] = static_cast<std::uint8_t>(result);
  }
  return table;
}

inline constexpr std::array<std::uint8_t, 256> kLog2Table = make_log2_table();

}  // namespace detail

/// log2(value) in 1/256, within 2/256 below; 0 for 0.
constexpr unsigned fixed_log2(std::uint64_t value) {
  if (value == 0) return 0;
  const unsigned whole = static_cast<unsigned>(std::bit_width(value)) - 1;
  const std::uint64_t mantissa = whole >= 8 ? value >> (whole - 8) : value << (8 - whole);
  return (whole << kLog2FractionBits) + detail::kLog2Table[mantissa & 255];
}

}  // namespace kvant
