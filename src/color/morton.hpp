// Interleaving bits, so that numbers order colors along a space-filling curve.
#pragma once

#include <cstdint>

namespace kvant {

/// Moves bit i of a value to bit i * step. The bits in use, up to 16, must fit.
constexpr std::uint64_t spread_bits(std::uint64_t value, unsigned step) {
  std::uint64_t result = 0;
  for (unsigned bit = 0; bit < 16; ++bit) result |= ((value >> bit) & 1U) << (bit * step);
  return result;
}

/// Every third bit of a 24-bit number, from bit 0 on, moved together.
constexpr std::uint32_t gather_third_bits(std::uint32_t value) {
  value &= 0x249249U;
  value = (value ^ (value >> 2U)) & 0x0c30c3U;
  value = (value ^ (value >> 4U)) & 0x00f00fU;
  return (value ^ (value >> 8U)) & 0x0000ffU;
}

}  // namespace kvant
