// A number that tells rows apart.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "kmeans/random.hpp"
#include "kmeans/rows.hpp"

namespace kvant {

/// The bits of a value; of a negative zero those of zero, to which it is equal.
template <class Real>
[[nodiscard]] std::uint64_t equal_bits(Real value) {
  using Bits = std::conditional_t<std::is_same_v<Real, float>, std::uint32_t, std::uint64_t>;
  return std::bit_cast<Bits>(value + Real(0));
}

[[nodiscard]] inline std::uint64_t mixed(std::uint64_t hash, std::uint64_t bits) {
  constexpr std::uint64_t multiplier = 0x9e3779b97f4a7c15U;
  return (std::rotl(hash, 32) ^ bits) * multiplier;
}

/// Of the coordinates of a row, and a seed: the same for rows that are equal, on any machine.
template <class Real>
[[nodiscard]] std::uint64_t hash_of(const RowsView<Real>& rows, std::size_t i, std::uint64_t seed) {
  const Real* row = rows.row(i);
  std::uint64_t hash = seed;
  for (std::uint32_t j = 0; j < rows.dimensions; ++j) hash = mixed(hash, equal_bits(row[j * rows.column_stride]));
  return Random(hash).bits();
}

/// Another such number, sooner known where rows are wide: of four hashes that need not wait for each other, of two
/// values at a time.
template <class Real>
[[nodiscard]] std::uint64_t wide_hash_of(const RowsView<Real>& rows, std::size_t i, std::uint64_t seed) {
  constexpr std::uint32_t together = 8;
  const std::size_t step = rows.column_stride;
  const Real* row = rows.row(i);
  const auto pair = [&](std::uint32_t j) {
    return equal_bits(row[j * step]) ^ std::rotl(equal_bits(row[(j + 1) * step]), 32);
  };
  std::uint64_t hash0 = seed;
  std::uint64_t hash1 = 1;
  std::uint64_t hash2 = 2;
  std::uint64_t hash3 = 3;
  std::uint32_t j = 0;
  for (; j + together <= rows.dimensions; j += together) {
    hash0 = mixed(hash0, pair(j));
    hash1 = mixed(hash1, pair(j + 2));
    hash2 = mixed(hash2, pair(j + 4));
    hash3 = mixed(hash3, pair(j + 6));
  }
  std::uint64_t hash = mixed(mixed(mixed(hash0, hash1), hash2), hash3);
  for (; j < rows.dimensions; ++j) hash = mixed(hash, equal_bits(row[j * step]));
  return Random(hash).bits();
}

}  // namespace kvant
