// Proposes the nearest centers of rows, by fast arithmetic whose error is bounded; compiled for each SIMD target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include "kmeans/rows.hpp"

namespace kvant {

/// Products are added up in blocks of this many columns, which errs less than one long sum.
inline constexpr std::size_t kBlockColumns = 64;

/// The squares of a row's coordinates are added up so many at a time, a cache line of floats.
inline constexpr std::size_t kLineColumns = 16;

/// How rows and centers are brought near zero before they are compared, and to coordinates of at most 1, where nothing
/// overflows. Any origin is right; one near the centers makes for small errors.
template <class Real>
struct Nearness {
  std::vector<Real> origin;
  Real scale;  ///< a power of two
};

/// Added to lengths, so that the bound on errors covers what is too small for T: coordinates of 2^-149 and less lose
/// bits, and products vanish.
template <class T>
inline constexpr T kShortestLength = std::is_same_v<T, float> ? T(0x1p-40) : T(0x1p-400);

/// The relative error of a row's length, before kShortestLength is added to it, is below this.
template <class T>
[[nodiscard]] constexpr T length_error(std::size_t dimensions) {
  const std::size_t roundings = kLineColumns + dimensions / kLineColumns + 8;
  return static_cast<T>(roundings) * std::numeric_limits<T>::epsilon();
}

/// k centers c (brought near zero), for rows x: of |x - c|^2 - |x|^2 = |c|^2 - 2 x.c =: s the kernel computes a lower
/// bound
///   |c|^2 (1 - error) - 2 x.c - 2 error |x| |c|
/// as a sum of one product for each column and one more, of lengths. Behind the last center is one that is infinitely
/// far from all rows, as kernels compare some at a time.
template <class T>
struct NearCenters {
  std::uint32_t dimensions = 0;
  std::uint32_t count = 0;
  std::vector<T> values;        ///< of each center dimensions + 1: -2 error |c|, and -2 c
  std::vector<T> biases;        ///< |c|^2 (1 - error)
  std::vector<double> squares;  ///< |c|^2
  std::vector<double> lengths;  ///< |c|
  /// The most by which rounding can move what is computed, in units of |c|^2 + 2 |x| |c|.
  double error = 0;

  [[nodiscard]] const T* operator[](std::size_t center) const {
    return values.data() + center * (dimensions + std::size_t{1});
  }
};

/// Some of the centers, in the order in which rows are compared with them.
using Order = std::span<const std::uint32_t>;

/// What a worker needs for itself.
template <class T>
struct TileScratch {
  std::vector<T> tiles;
  std::vector<std::uint32_t> order;
};

/// Of each row, in its own order: the two lowest bounds, the center that has the lowest, and |x|. Behind the last row
/// some of no meaning fill a tile.
template <class T>
struct Proposals {
  using Index = std::conditional_t<std::is_same_v<T, float>, std::uint32_t, std::uint64_t>;
  std::vector<T> best;
  std::vector<T> second;
  std::vector<Index> center;
  std::vector<T> length;  ///< rounded up
};

/// Some rows of a table, by their numbers.
template <class Real>
struct TileRows {
  const RowsView<Real>& table;
  std::span<const std::size_t> rows;
};

/// How many rows are compared together in single precision, whether there are as many or not.
[[nodiscard]] std::size_t rows_in_tile();

void propose(const TileRows<float>& rows, const Nearness<float>& near, const NearCenters<float>& centers, Order order,
             TileScratch<float>& scratch, Proposals<float>& proposals);
void propose(const TileRows<float>& rows, const Nearness<float>& near, const NearCenters<double>& centers, Order order,
             TileScratch<double>& scratch, Proposals<double>& proposals);
void propose(const TileRows<double>& rows, const Nearness<double>& near, const NearCenters<float>& centers, Order order,
             TileScratch<float>& scratch, Proposals<float>& proposals);
void propose(const TileRows<double>& rows, const Nearness<double>& near, const NearCenters<double>& centers,
             Order order, TileScratch<double>& scratch, Proposals<double>& proposals);

/// A center that may be the nearest of a row, by its place among the rows.
struct Rival {
  std::uint32_t row;
  std::uint32_t center;
};

/// All centers of `order` whose lower bound is at most the row's in `most`; those of a row in that order.
void find_rivals(const TileRows<float>& rows, const Nearness<float>& near, const NearCenters<double>& centers,
                 Order order, std::span<const double> most, TileScratch<double>& scratch, std::vector<Rival>& rivals);
void find_rivals(const TileRows<double>& rows, const Nearness<double>& near, const NearCenters<double>& centers,
                 Order order, std::span<const double> most, TileScratch<double>& scratch, std::vector<Rival>& rivals);

}  // namespace kvant
