#include "kmeans/row_sample.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "kmeans/row_hash.hpp"

namespace kvant {
namespace {

// The lowest of distinct hashes.
class LowestHashes {
 public:
  explicit LowestHashes(std::size_t most) : most_(most) {}

  // False if it is none of them.
  bool add(std::uint64_t hash) {
    if (hash > highest_) return false;
    hashes_.push_back(hash);
    if (hashes_.size() == 2 * most_) settle();
    return true;
  }

  void merge(const LowestHashes& other) {
    for (const std::uint64_t hash : other.hashes_) add(hash);
  }

  // The highest of them, or of all numbers while there are fewer than wanted.
  [[nodiscard]] std::uint64_t highest() {
    settle();
    return highest_;
  }

 private:
  void settle() {
    std::sort(hashes_.begin(), hashes_.end());
    hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
    if (hashes_.size() < most_) return;
    hashes_.resize(most_);
    highest_ = hashes_.back();
  }

  std::size_t most_;
  std::uint64_t highest_ = std::numeric_limits<std::uint64_t>::max();
  std::vector<std::uint64_t> hashes_;
};

// Takes distinct rows together.
template <class Real>
class Collector {
 public:
  explicit Collector(std::uint32_t dimensions) { sample_.dimensions = dimensions; }

  void add(std::uint64_t hash, const Real* row, std::size_t step, double weight) {
    const auto [first, last] = by_hash_.equal_range(hash);
    auto found = first;
    while (found != last && !same(found->second, row, step)) ++found;
    if (found != last) {
      sample_.weights[found->second] += weight;
      return;
    }
    by_hash_.emplace(hash, sample_.count());
    sample_.hashes.push_back(hash);
    sample_.weights.push_back(weight);
    // Adding zero turns a negative zero into a positive one.
    for (std::uint32_t j = 0; j < sample_.dimensions; ++j) sample_.values.push_back(row[j * step] + Real(0));
  }

  // In their order.
  [[nodiscard]] RowSample<Real> sorted(std::size_t most) const {
    std::vector<std::size_t> order(sample_.count());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const std::uint32_t d = sample_.dimensions;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      if (sample_.hashes[a] != sample_.hashes[b]) return sample_.hashes[a] < sample_.hashes[b];
      return std::lexicographical_compare(sample_.row(a), sample_.row(a) + d, sample_.row(b), sample_.row(b) + d);
    });
    RowSample<Real> result{.dimensions = d, .most = most, .hashes = {}, .values = {}, .weights = {}};
    for (const std::size_t i : order) {
      result.hashes.push_back(sample_.hashes[i]);
      result.weights.push_back(sample_.weights[i]);
      result.values.insert(result.values.end(), sample_.row(i), sample_.row(i) + d);
    }
    return result;
  }

 private:
  [[nodiscard]] bool same(std::size_t i, const Real* row, std::size_t step) const {
    const Real* known = sample_.row(i);
    for (std::uint32_t j = 0; j < sample_.dimensions; ++j) {
      if (known[j] != row[j * step]) return false;
    }
    return true;
  }

  RowSample<Real> sample_;
  std::unordered_multimap<std::uint64_t, std::size_t> by_hash_;
};

}  // namespace

template <class Real>
void RowSample<Real>::merge(const RowSample& other) {
  LowestHashes lowest(most);
  for (const std::uint64_t hash : hashes) lowest.add(hash);
  for (const std::uint64_t hash : other.hashes) lowest.add(hash);
  const std::uint64_t highest = lowest.highest();
  Collector<Real> collector(dimensions);
  for (const RowSample* sample : {static_cast<const RowSample*>(this), &other}) {
    for (std::size_t i = 0; i < sample->count() && sample->hashes[i] <= highest; ++i) {
      collector.add(sample->hashes[i], sample->row(i), 1, sample->weights[i]);
    }
  }
  *this = collector.sorted(most);
}

template <class Real>
RowSample<Real> sample_rows(const RowsView<Real>& rows, std::size_t most, std::uint64_t seed, Workers& workers) {
  // Few rows are: it takes less memory to know which may be, and their hashes again, than to keep all hashes.
  std::vector<std::uint8_t> may_be_lowest(rows.count);
  std::vector<LowestHashes> lowest(workers.count(), LowestHashes(most));
  workers.run(row_tasks(rows.count), [&](std::size_t task, std::size_t worker) {
    const std::size_t begin = task * kTaskRows;
    for (std::size_t i = begin; i < std::min(rows.count, begin + kTaskRows); ++i) {
      may_be_lowest[i] = rows.weight(i) > 0 && lowest[worker].add(hash_of(rows, i, seed));
    }
  });
  for (std::size_t worker = 1; worker < lowest.size(); ++worker) lowest[0].merge(lowest[worker]);
  const std::uint64_t highest = lowest[0].highest();
  Collector<Real> collector(rows.dimensions);
  for (std::size_t i = 0; i < rows.count; ++i) {
    if (may_be_lowest[i] == 0) continue;
    const std::uint64_t hash = hash_of(rows, i, seed);
    if (hash > highest) continue;
    collector.add(hash, rows.row(i), rows.column_stride, rows.weight(i) * rows.repeat(i));
  }
  return collector.sorted(most);
}

template struct RowSample<float>;
template struct RowSample<double>;
template RowSample<float> sample_rows(const RowsView<float>&, std::size_t, std::uint64_t, Workers&);
template RowSample<double> sample_rows(const RowsView<double>&, std::size_t, std::uint64_t, Workers&);

}  // namespace kvant
