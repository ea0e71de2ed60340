#include "kmeans/mini_batch/row_draws.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <limits>
#include <utility>

#include "kmeans/row_hash.hpp"

namespace kvant {
namespace {

// Rows are sorted by the leading bits of their hashes first, bucket by bucket then.
constexpr std::uint32_t kBucketBits = 8;
constexpr std::size_t kBuckets = std::size_t{1} << kBucketBits;

struct Hashed {
  std::uint64_t hash = 0;
  std::uint32_t row = 0;
};

std::uint64_t float_hash(const RowsView<float>& rows, std::size_t i, std::vector<float>& /*scratch*/) {
  return hash_of(rows, i, 0);
}

std::uint64_t float_hash(const RowsView<double>& rows, std::size_t i, std::vector<float>& scratch) {
  constexpr double largest = std::numeric_limits<float>::max();
  scratch.resize(rows.dimensions);
  for (std::uint32_t j = 0; j < rows.dimensions; ++j) {
    scratch[j] = static_cast<float>(std::clamp(rows.row(i)[j * rows.column_stride], -largest, largest));
  }
  const RowsView<float> one{.values = scratch.data(), .dimensions = rows.dimensions, .count = 1};
  return hash_of(one, 0, 0);
}

// Rows of positive weight by hash and coordinates.
template <class Real>
std::vector<Hashed> sorted_rows(const RowsView<Real>& rows, Workers& workers) {
  std::vector<Hashed> all(rows.count);
  std::vector<std::vector<float>> scratch(workers.count());
  workers.run(row_tasks(rows.count), [&](std::size_t task, std::size_t worker) {
    for (std::size_t i = task * kTaskRows; i < std::min(rows.count, (task + 1) * kTaskRows); ++i) {
      all[i] = {float_hash(rows, i, scratch[worker]), static_cast<std::uint32_t>(i)};
    }
  });
  std::erase_if(all, [&](const Hashed& one) { return rows.weight(one.row) <= 0; });

  const auto bucket = [](const Hashed& one) { return one.hash >> (64 - kBucketBits); };
  std::array<std::size_t, kBuckets + 1> begin{};
  for (const Hashed& one : all) ++begin[bucket(one) + 1];
  for (std::size_t b = 0; b < kBuckets; ++b) begin[b + 1] += begin[b];
  std::vector<Hashed> sorted(all.size());
  std::array<std::size_t, kBuckets + 1> next = begin;
  for (const Hashed& one : all) sorted[next[bucket(one)]++] = one;
  workers.run(kBuckets, [&](std::size_t b, std::size_t) {
    std::sort(sorted.begin() + static_cast<std::ptrdiff_t>(begin[b]),
              sorted.begin() + static_cast<std::ptrdiff_t>(begin[b + 1]), [&](const Hashed& x, const Hashed& y) {
                if (x.hash != y.hash) return x.hash < y.hash;
                return std::is_lt(rows.compare(x.row, y.row));
              });
  });
  return sorted;
}

}  // namespace

template <class Real>
RowDraws<Real>::RowDraws(const RowsView<Real>& rows, Workers& workers) {
  const std::vector<Hashed> sorted = sorted_rows(rows, workers);
  rows_.reserve(sorted.size());
  bool each_weighs_one = true;
  double weight = 0;
  const Hashed* last = nullptr;
  for (const Hashed& one : sorted) {
    const bool again = last != nullptr && last->hash == one.hash && std::is_eq(rows.compare(last->row, one.row));
    if (!again) {
      rows_.push_back(one.row);
      ends_.push_back(weight);
    }
    const double more = rows.weight(one.row) * rows.repeat(one.row);
    each_weighs_one = each_weighs_one && !again && more == 1;
    weight += more;
    ends_.back() = weight;
    last = &one;
  }
  if (each_weighs_one) {
    ends_ = {};
    return;
  }
  guide_.reserve(count());
  const double part = weight / static_cast<double>(count());
  std::uint32_t place = 0;
  for (std::size_t i = 0; i < count(); ++i) {
    while (ends_[place] <= part * static_cast<double>(i) && place + 1 < count()) ++place;
    guide_.push_back(place);
  }
}

template <class Real>
std::size_t RowDraws<Real>::draw(Random& random) const {
  const double part = random.uniform() * static_cast<double>(count());
  const std::size_t whole = std::min(count() - 1, static_cast<std::size_t>(part));
  if (ends_.empty()) return whole;
  const double weight = part * (ends_.back() / static_cast<double>(count()));
  std::size_t place = guide_[whole];
  while (ends_[place] <= weight && place + 1 < count()) ++place;
  // The product above may have been rounded below where its part begins.
  while (place > 0 && ends_[place - 1] > weight) --place;
  return place;
}

template class RowDraws<float>;
template class RowDraws<double>;

}  // namespace kvant
