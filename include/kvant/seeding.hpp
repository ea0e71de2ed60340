// Rows to start k-means from, for those who iterate themselves; kvant::kmeans() finds better starts on its own.
//
//   const std::vector<std::uint64_t> rows = kvant::draw_rows({.coordinates = points, .dimensions = 2}, {.clusters =
//   8});
#pragma once

#include <cstdint>
#include <vector>

#include "kvant/export.hpp"
#include "kvant/kmeans.hpp"

namespace kvant {

struct DrawOptions {
  std::uint32_t clusters = 8;          ///< k: 1 to 65,536
  Init init = Init::kmeans_plus_plus;  ///< how: by weight and distance to those drawn before, or by weight alone
  std::uint32_t trials = 0;            ///< of k-means++ for each row, of which the best is taken; 0: 2 + ln k
  std::uint64_t seed = 0;
  unsigned threads = 0;  ///< 0: one per core
};

/// Draws k rows that differ and weigh more than nothing, the first of equal ones: their numbers, from 0, in the order
/// in which they were drawn. Where fewer differ, the last ones repeat. Of more than 131,072 different rows (20,000 or
/// 16 k in more than 8 dimensions, if that is more) it is these many, chosen by a hash, that are drawn from.
/// Throws Error(invalid_argument) as kmeans() does.
[[nodiscard]] KVANT_EXPORT std::vector<std::uint64_t> draw_rows(const PointsView& points,
                                                                const DrawOptions& options = {});
[[nodiscard]] KVANT_EXPORT std::vector<std::uint64_t> draw_rows(const DoublePointsView& points,
                                                                const DrawOptions& options = {});

}  // namespace kvant
