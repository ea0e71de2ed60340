#include "kmeans/tiles/row_sample.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "kmeans/random.hpp"

namespace kvant {
namespace {

// Adding zero turns a negative zero into a positive one.
std::uint64_t hash_of(const RowsView<float>& rows, std::size_t i, std::uint64_t seed) {
  constexpr std::uint64_t multiplier = 0x9e3779b97f4a7c15U;
  const float* row = rows.row(i);
  std::uint64_t hash = seed;
  for (std::uint32_t j = 0; j < rows.dimensions; ++j) {
    const auto bits = std::bit_cast<std::uint32_t>(row[j * rows.column_stride] + 0.0F);
    hash = (std::rotl(hash, 32) ^ bits) * multiplier;
  }
  return Random(hash).bits();
}

bool same_rows(const RowsView<float>& rows, std::size_t a, std::size_t b) {
  const float* x = rows.row(a);
  const float* y = rows.row(b);
  for (std::size_t at = 0; at < rows.dimensions * rows.column_stride; at += rows.column_stride) {
    if (x[at] != y[at]) return false;
  }
  return true;
}

// The lowest of distinct hashes.
class LowestHashes {
 public:
  explicit LowestHashes(std::size_t most) : most_(most) {}

  void add(std::uint64_t hash) {
    if (hash > highest_) return;
    hashes_.push_back(hash);
    if (hashes_.size() == 2 * most_) settle();
  }

  void merge(const LowestHashes& other) {
    for (const std::uint64_t hash : other.hashes_) add(hash);
  }

  // The highest of them.
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

// A distinct row.
struct Sampled {
  std::uint64_t hash;
  std::size_t row;
  double weight;
};

std::vector<Sampled> distinct_rows(const RowsView<float>& rows, const std::vector<std::uint64_t>& hashes,
                                   std::uint64_t highest) {
  std::vector<Sampled> sampled;
  std::unordered_multimap<std::uint64_t, std::size_t> by_hash;
  for (std::size_t i = 0; i < rows.count; ++i) {
    if (hashes[i] > highest || rows.weight(i) <= 0) continue;
    const auto [first, last] = by_hash.equal_range(hashes[i]);
    auto found = first;
    while (found != last && !same_rows(rows, sampled[found->second].row, i)) ++found;
    if (found != last) {
      sampled[found->second].weight += rows.weight(i);
    } else {
      by_hash.emplace(hashes[i], sampled.size());
      sampled.push_back({hashes[i], i, rows.weight(i)});
    }
  }
  std::stable_sort(sampled.begin(), sampled.end(), [](const Sampled& a, const Sampled& b) { return a.hash < b.hash; });
  return sampled;
}

}  // namespace

Points sample_rows(const RowsView<float>& rows, std::size_t most, std::uint64_t seed, Workers& workers) {
  std::vector<std::uint64_t> hashes(rows.count);
  std::vector<LowestHashes> lowest(workers.count(), LowestHashes(most));
  workers.run(row_tasks(rows.count), [&](std::size_t task, std::size_t worker) {
    const std::size_t begin = task * kTaskRows;
    for (std::size_t i = begin; i < std::min(rows.count, begin + kTaskRows); ++i) {
      hashes[i] = hash_of(rows, i, seed);
      if (rows.weight(i) > 0) lowest[worker].add(hashes[i]);
    }
  });
  for (std::size_t worker = 1; worker < lowest.size(); ++worker) lowest[0].merge(lowest[worker]);
  const std::vector<Sampled> sampled = distinct_rows(rows, hashes, lowest[0].highest());

  Points points(rows.dimensions, sampled.size());
  for (std::size_t i = 0; i < sampled.size(); ++i) {
    const float* row = rows.row(sampled[i].row);
    points.weights[i] = sampled[i].weight;
    for (std::uint32_t j = 0; j < rows.dimensions; ++j) points.plane(j)[i] = row[j * rows.column_stride] + 0.0F;
  }
  return points;
}

}  // namespace kvant
