#include "kmeans/byte_rows.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <numeric>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "kmeans/bucket_sort.hpp"

namespace kvant {
namespace {

constexpr std::uint32_t kColumnBits = 8;
constexpr std::uint32_t kLargestByte = 255;
constexpr std::uint32_t kMostBytes = 4;

// Rows go to buckets by the leading bits of their keys, these or more; in a bucket the others tell them apart, by
// tables that stay in a cache.
constexpr std::uint32_t kBucketBits = 12;
constexpr std::uint32_t kMostLowBits = 18;

// Tasks take so many buckets at a time.
constexpr std::size_t kBucketsPerTask = 16;

// The coordinates one after another, the first in the highest bits. False if one is no byte.
template <class Real>
bool pack(const Real* row, std::size_t step, std::uint32_t dimensions, std::uint32_t& key) {
  bool fits = true;
  key = 0;
  for (std::uint32_t j = 0; j < dimensions; ++j) {
    const Real x = row[j * step];
    const auto byte = static_cast<std::int32_t>(std::clamp(x, Real(0), Real(kLargestByte)));
    fits &= static_cast<Real>(byte) == x;
    key = key << kColumnBits | static_cast<std::uint32_t>(byte);
  }
  return fits;
}

template <class Real>
bool pack_all(const RowsView<Real>& rows, Buffer<std::uint32_t>& keys, Workers& workers) {
  std::atomic<bool> all_fit = true;
  workers.run(row_tasks(rows.count), [&](std::size_t task, std::size_t) {
    const std::size_t end = std::min(rows.count, (task + 1) * kTaskRows);
    const auto pack_some = [&](auto... dimensions) {
      bool fits = true;
      for (std::size_t i = task * kTaskRows; i < end; ++i) {
        fits &= pack(rows.row(i), rows.column_stride, dimensions..., keys[i]);
      }
      if (!fits) all_fit = false;
    };
    if (!all_fit) return;
    // The usual number of columns as a constant, so that the loop over them is unrolled.
    if (rows.dimensions == 3) {
      pack_some(std::integral_constant<std::uint32_t, 3>());
    } else {
      pack_some(rows.dimensions);
    }
  });
  return all_fit;
}

// Some of the numbers below 2^bits, taken out in ascending order without a look at all.
class Set {
 public:
  explicit Set(std::uint32_t bits)
      : words_(((std::size_t{1} << bits) + kWordBits - 1) / kWordBits),
        used_((words_.size() + kWordBits - 1) / kWordBits) {}

  void insert(std::uint32_t number) {
    words_[number / kWordBits] |= std::uint64_t{1} << number % kWordBits;
    const std::uint32_t word = number / kWordBits;
    used_[word / kWordBits] |= std::uint64_t{1} << word % kWordBits;
  }

  // Calls take(number) for each, and is empty then.
  template <class Take>
  void take_all(const Take& take) {
    for_each_bit(used_, [&](std::size_t word) {
      for_each_bit(std::span(words_).subspan(word, 1),
                   [&](std::size_t bit) { take(static_cast<std::uint32_t>(word * kWordBits + bit)); });
    });
  }

  [[nodiscard]] std::uint32_t count_and_clear() {
    int count = 0;
    for_each_bit(used_, [&](std::size_t word) { count += std::popcount(std::exchange(words_[word], 0)); });
    return static_cast<std::uint32_t>(count);
  }

 private:
  static constexpr std::size_t kWordBits = 64;

  // And clears it.
  template <class Function>
  static void for_each_bit(std::span<std::uint64_t> words, const Function& function) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      for (std::uint64_t rest = std::exchange(words[i], 0); rest != 0; rest &= rest - 1) {
        function(i * kWordBits + static_cast<std::size_t>(std::countr_zero(rest)));
      }
    }
  }

  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> used_;  // which words are not 0
};

struct Keyed {
  std::uint32_t low;  // bits of the key
  std::uint32_t row;
};

// What a worker needs for a bucket.
struct Tables {
  Set met;
  std::vector<std::uint32_t> counts;  // of each key, 0 between buckets
  Buffer<std::uint32_t> numbers;      // of the distinct rows
};

}  // namespace

template <class Real>
ByteRows take_byte_rows_together(const RowsView<Real>& rows, DistinctRows<Real>& result, Workers& workers) {
  const std::uint32_t dimensions = rows.dimensions;
  if (dimensions > kMostBytes || !rows.weights.empty() || !rows.repeats.empty()) return ByteRows::others;
  const std::uint32_t key_bits = dimensions * kColumnBits;
  const std::uint32_t low_bits = std::min(std::max(key_bits, kBucketBits) - kBucketBits, kMostLowBits);
  if (rows.count >> low_bits < 2) return ByteRows::others;  // the tables would cost more than the rows
  result.of_row.resize(rows.count);
  Buffer<std::uint32_t>& keys = result.of_row;  // for now
  if (!pack_all(rows, keys, workers)) return ByteRows::others;

  const std::uint32_t low_mask = (std::uint32_t{1} << low_bits) - 1;
  BucketSort<std::uint32_t> sort(keys, low_bits, std::size_t{1} << (key_bits - low_bits), workers);
  Buffer<Keyed> sorted(rows.count);
  sort.scatter(workers, [&](std::size_t place, std::size_t i) {
    sorted[place] = {keys[i] & low_mask, static_cast<std::uint32_t>(i)};
  });
  std::vector<Tables> of_worker;
  of_worker.reserve(workers.count());
  for (std::size_t worker = 0; worker < workers.count(); ++worker) {
    of_worker.push_back({Set(low_bits), std::vector<std::uint32_t>(std::size_t{1} << low_bits),
                         Buffer<std::uint32_t>(std::size_t{1} << low_bits)});
  }
  // Calls see(bucket, its rows, tables) for each bucket that has rows.
  const auto for_each_bucket = [&](const auto& see) {
    workers.run((sort.buckets() + kBucketsPerTask - 1) / kBucketsPerTask, [&](std::size_t task, std::size_t worker) {
      const std::size_t end = std::min(sort.buckets(), (task + 1) * kBucketsPerTask);
      for (std::size_t bucket = task * kBucketsPerTask; bucket < end; ++bucket) {
        const std::size_t begin = sort.begin(bucket);
        const std::span<const Keyed> some = std::span(sorted).subspan(begin, sort.end(bucket) - begin);
        if (!some.empty()) see(bucket, some, of_worker[worker]);
      }
    });
  };

  std::vector<std::uint32_t> first(sort.buckets() + 1);  // number in each bucket
  for_each_bucket([&](std::size_t bucket, std::span<const Keyed> some, Tables& tables) {
    for (const auto [low, row] : some) tables.met.insert(low);
    first[bucket + 1] = tables.met.count_and_clear();
  });
  std::partial_sum(first.begin(), first.end(), first.begin());

  if (too_many_distinct(first.back(), rows.count)) return ByteRows::too_many;
  result.values.resize(std::size_t{first.back()} * dimensions);
  result.repeats.resize(first.back());
  for_each_bucket([&](std::size_t bucket, std::span<const Keyed> some, Tables& tables) {
    for (const auto [low, row] : some) {
      tables.met.insert(low);
      ++tables.counts[low];
    }
    std::uint32_t number = first[bucket];
    tables.met.take_all([&](std::uint32_t low) {
      tables.numbers[low] = number;
      result.repeats[number] = std::exchange(tables.counts[low], 0);
      std::uint32_t key = static_cast<std::uint32_t>(bucket) << low_bits | low;
      for (std::size_t j = dimensions; j-- > 0; key >>= kColumnBits) {
        result.values[std::size_t{number} * dimensions + j] = static_cast<Real>(key & kLargestByte);
      }
      ++number;
    });
    for (const auto [low, row] : some) result.of_row[row] = tables.numbers[low];
  });
  return ByteRows::together;
}

template ByteRows take_byte_rows_together(const RowsView<float>&, DistinctRows<float>&, Workers&);
template ByteRows take_byte_rows_together(const RowsView<double>&, DistinctRows<double>&, Workers&);

}  // namespace kvant
