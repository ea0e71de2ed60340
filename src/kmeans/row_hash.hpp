// A number that tells rows apart.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "kmeans/random.hpp"
#include "kmeans/rows.hpp"

namespace kvant {

/// Of the coordinates of a row, and a seed: the same for rows that are equal, on any machine.
template <class Real>
[[nodiscard]] std::uint64_t hash_of(const RowsView<Real>& rows, std::size_t i, std::uint64_t seed) {
  using Bits = std::conditional_t<std::is_same_v<Real, float>, std::uint32_t, std::uint64_t>;
  constexpr std::uint64_t multiplier = 0x9e3779b97f4a7c15U;
  const Real* row = rows.row(i);
  std::uint64_t hash = seed;
  for (std::uint32_t j = 0; j < rows.dimensions; ++j) {
    // Adding zero turns a negative zero into a positive one.
    const auto bits = std::bit_cast<Bits>(row[j * rows.column_stride] + Real(0));
    hash = (std::rotl(hash, 32) ^ bits) * multiplier;
  }
  return Random(hash).bits();
}

}  // namespace kvant
