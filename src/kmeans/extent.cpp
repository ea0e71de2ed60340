#include "kmeans/extent.hpp"

#include <algorithm>
#include <limits>

namespace kvant {
namespace {

template <class Real>
Extent extent_of(const RowsView<Real>& rows, std::size_t begin, std::size_t end) {
  const std::uint32_t d = rows.dimensions;
  const std::size_t step = rows.column_stride;
  std::vector<Real> low(d, std::numeric_limits<Real>::infinity());
  std::vector<Real> high(d, -std::numeric_limits<Real>::infinity());
  Extent extent;
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
