#include "kmeans/some_rows.hpp"

#include <algorithm>
#include <cstddef>

namespace kvant {
namespace {

// An extent is of all the rows of a table, which these stand for.
template <class Real>
void count_repeats(const RowsView<Real>& rows, Extent& weighed) {
  weighed.rows = 0;
  weighed.weight = {};
  for (std::size_t i = 0; i < rows.count; ++i) {
    if (rows.weight(i) <= 0) continue;
    const auto times = static_cast<std::uint64_t>(rows.repeat(i));
    weighed.rows += times;
    weighed.weight.add(rows.weight(i), times);
  }
}

}  // namespace

template <class Real>
SomeRows<Real>::SomeRows(const WeighedRows<Real>& all, std::span<const std::uint32_t> which, Workers& workers) {
  const RowsView<Real>& rows = all.rows;
  const std::size_t d = rows.dimensions;
  values_.resize(which.size() * d);
  if (!rows.weights.empty()) weights_.resize(which.size());
  if (!rows.repeats.empty()) repeats_.resize(which.size());
  workers.run(row_tasks(which.size()), [&](std::size_t task, std::size_t) {
    for (std::size_t i = task * kTaskRows; i < std::min(which.size(), (task + 1) * kTaskRows); ++i) {
      const Real* row = rows.row(which[i]);
      for (std::size_t j = 0; j < d; ++j) values_[i * d + j] = row[j * rows.column_stride];
      if (!weights_.empty()) weights_[i] = rows.weights[which[i]];
      if (!repeats_.empty()) repeats_[i] = rows.repeats[which[i]];
    }
  });
  table_.rows = {.values = values_.data(),
                 .dimensions = rows.dimensions,
                 .count = which.size(),
                 .row_stride = d,
                 .repeats = repeats_,
                 .whole_weights_repeat = rows.whole_weights_repeat};
  table_.extent = extent_of(table_.rows, workers);
  table_.rows.weights = weights_;
  table_.weighed = weights_.empty() ? table_.extent : extent_of(table_.rows, workers);
  if (!repeats_.empty()) count_repeats(table_.rows, table_.weighed);
  table_.frame = Frame::of<Real>(table_.weighed);
}

template class SomeRows<float>;
template class SomeRows<double>;

}  // namespace kvant
