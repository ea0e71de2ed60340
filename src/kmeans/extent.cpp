#include "kmeans/extent.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace kvant {
namespace {

// Rows of few columns that lie together are looked at several at a time.
constexpr std::uint32_t kNarrow = 8;
constexpr std::size_t kAtATime = 16;

// Of columns, or of as many columns as several rows have.
template <class Real>
struct Box {
  explicit Box(std::size_t columns)
      : low(columns, std::numeric_limits<Real>::infinity()),
        high(columns, -std::numeric_limits<Real>::infinity()),
        finite(columns) {}

  void add(const Real* row, std::size_t columns) {
    Real* const lows = low.data();
    Real* const highs = high.data();
    Real* const zeros = finite.data();
    for (std::size_t j = 0; j < columns; ++j) {
      const Real x = row[j];
      lows[j] = x < lows[j] ? x : lows[j];
      highs[j] = highs[j] < x ? x : highs[j];
      zeros[j] += x * Real(0);
    }
  }

  std::vector<Real> low;
  std::vector<Real> high;
  std::vector<Real> finite;  // zero while all numbers are
};

// A box of few columns from one of several rows.
template <class Real>
Box<Real> folded(const Box<Real>& wide, std::size_t columns) {
  Box<Real> box(columns);
  for (std::size_t t = 0; t < wide.low.size(); ++t) {
    box.low[t % columns] = std::min(box.low[t % columns], wide.low[t]);
    box.high[t % columns] = std::max(box.high[t % columns], wide.high[t]);
    box.finite[t % columns] += wide.finite[t];
  }
  return box;
}

template <class Real>
Box<Real> box_of_narrow(const Real* values, std::size_t count, std::size_t columns) {
  const std::size_t width = columns * kAtATime;
  Box<Real> wide(width);
  for (; count >= width; count -= width, values += width) wide.add(values, width);
  wide.add(values, count);
  return folded(wide, columns);
}

// Whether all is finite goes to `finite`.
template <class Real>
Extent extent_of(const RowsView<Real>& rows, std::size_t begin, std::size_t end, bool& finite) {
  const std::uint32_t d = rows.dimensions;
  Extent extent;
  Box<Real> box(d);
  if (rows.weights.empty() && rows.column_stride == 1 && rows.row_stride == d && d <= kNarrow) {
    extent.rows = end - begin;
    box = box_of_narrow(rows.row(begin), extent.rows * d, d);
    begin = end;
  }
  std::vector<Real> together(rows.column_stride == 1 ? 0 : d);
  for (std::size_t i = begin; i < end; ++i) {
    if (rows.weight(i) <= 0) continue;
    ++extent.rows;
    if (!rows.weights.empty()) extent.weight.add(rows.weights[i]);
    const Real* row = rows.row(i);
    for (std::size_t j = 0; j < together.size(); ++j) together[j] = row[j * rows.column_stride];
    box.add(together.empty() ? row : together.data(), d);
  }
  if (extent.rows == 0) return extent;
  if (rows.weights.empty()) extent.weight.add(static_cast<double>(extent.rows));
  // Adding zero turns a negative zero into a positive one.
  for (const Real x : box.low) extent.low.push_back(double{x} + 0.0);
  for (const Real x : box.high) extent.high.push_back(double{x} + 0.0);
  for (const Real x : box.finite) finite &= x == 0;
  return extent;
}

template <class Real>
Extent extent_of(const RowsView<Real>& rows, Workers& workers, bool& finite) {
  std::vector<Extent> of_worker(workers.count());
  std::vector<std::uint8_t> finite_of(workers.count(), 1);
  run_rows(rows, workers, [&](std::size_t begin, std::size_t end, std::size_t worker) {
    bool all = true;
    of_worker[worker].merge(extent_of(rows, begin, end, all));
    if (!all) finite_of[worker] = 0;
  });
  Extent all;
  for (const Extent& extent : of_worker) all.merge(extent);
  finite = std::find(finite_of.begin(), finite_of.end(), 0) == finite_of.end();
  return all;
}

}  // namespace

void Extent::merge(const Extent& other) {
  if (other.rows == 0) return;
  if (rows == 0) {
    *this = other;
    return;
  }
  rows += other.rows;
  weight.add(other.weight);
  for (std::uint32_t j = 0; j < dimensions(); ++j) {
    low[j] = std::min(low[j], other.low[j]);
    high[j] = std::max(high[j], other.high[j]);
  }
}

template <class Real>
Extent extent_of(const RowsView<Real>& rows, Workers& workers) {
  bool finite = true;
  return extent_of(rows, workers, finite);
}

template <class Real>
std::optional<Extent> finite_extent_of(const RowsView<Real>& rows, Workers& workers) {
  bool finite = true;
  Extent extent = extent_of(rows, workers, finite);
  if (!finite) return std::nullopt;
  return extent;
}

template Extent extent_of(const RowsView<float>&, Workers&);
template Extent extent_of(const RowsView<double>&, Workers&);
template std::optional<Extent> finite_extent_of(const RowsView<float>&, Workers&);
template std::optional<Extent> finite_extent_of(const RowsView<double>&, Workers&);

}  // namespace kvant
