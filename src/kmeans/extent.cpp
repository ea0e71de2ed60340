#include "kmeans/extent.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace kvant {
namespace {

// Rows of few columns that lie together are looked at several at a time.
constexpr std::uint32_t kNarrow = 8;
constexpr std::size_t kAtATime = 16;

template <class Real>
void find_box(const Real* values, std::size_t count, std::vector<Real>& low, std::vector<Real>& high) {
  const std::size_t d = low.size();
  std::array<Real, kNarrow * kAtATime> lows;
  std::array<Real, kNarrow * kAtATime> highs;
  lows.fill(std::numeric_limits<Real>::infinity());
  highs.fill(-std::numeric_limits<Real>::infinity());
  const std::size_t width = d * kAtATime;
  for (; count >= width; count -= width, values += width) {
    for (std::size_t t = 0; t < width; ++t) {
      lows[t] = std::min(lows[t], values[t]);
      highs[t] = std::max(highs[t], values[t]);
    }
  }
  for (std::size_t t = 0; t < count; ++t) {
    lows[t] = std::min(lows[t], values[t]);
    highs[t] = std::max(highs[t], values[t]);
  }
  for (std::size_t t = 0; t < width; ++t) {
    low[t % d] = std::min(low[t % d], lows[t]);
    high[t % d] = std::max(high[t % d], highs[t]);
  }
}

template <class Real>
Extent extent_of(const RowsView<Real>& rows, std::size_t begin, std::size_t end) {
  const std::uint32_t d = rows.dimensions;
  const std::size_t step = rows.column_stride;
  std::vector<Real> low(d, std::numeric_limits<Real>::infinity());
  std::vector<Real> high(d, -std::numeric_limits<Real>::infinity());
  Extent extent;
  if (rows.weights.empty() && step == 1 && rows.row_stride == d && d <= kNarrow) {
    extent.rows = end - begin;
    find_box(rows.row(begin), extent.rows * d, low, high);
    begin = end;
  }
  for (std::size_t i = begin; i < end; ++i) {
    if (rows.weight(i) <= 0) continue;
    ++extent.rows;
    if (!rows.weights.empty()) extent.weight.add(rows.weights[i]);
    const Real* row = rows.row(i);
    for (std::uint32_t j = 0; j < d; ++j) {
      low[j] = std::min(low[j], row[j * step]);
      high[j] = std::max(high[j], row[j * step]);
    }
  }
  if (extent.rows == 0) return extent;
  if (rows.weights.empty()) extent.weight.add(static_cast<double>(extent.rows));
  // Adding zero turns a negative zero into a positive one.
  for (const Real x : low) extent.low.push_back(double{x} + 0.0);
  for (const Real x : high) extent.high.push_back(double{x} + 0.0);
  return extent;
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
  std::vector<Extent> of_worker(workers.count());
  workers.run(row_tasks(rows.count), [&](std::size_t task, std::size_t worker) {
    const std::size_t begin = task * kTaskRows;
    of_worker[worker].merge(extent_of(rows, begin, std::min(rows.count, begin + kTaskRows)));
  });
  Extent all;
  for (const Extent& extent : of_worker) all.merge(extent);
  return all;
}

template Extent extent_of(const RowsView<float>&, Workers&);
template Extent extent_of(const RowsView<double>&, Workers&);

}  // namespace kvant
