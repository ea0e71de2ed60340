#include "kmeans/distinct_rows.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <utility>

#include "kmeans/byte_rows.hpp"
#include "kmeans/row_hash.hpp"

namespace kvant {
namespace {

// Workers take blocks of rows in turn; what each has collected is taken together.
constexpr std::size_t kBlockRows = std::size_t{1} << 13;
constexpr std::size_t kBlockValues = std::size_t{1} << 17;  // fewer rows where they are wide
constexpr std::size_t kFewestBlockRows = 64;

std::size_t block_rows(std::uint32_t dimensions) {
  return std::clamp(kBlockValues / dimensions, kFewestBlockRows, kBlockRows);
}

constexpr std::size_t kHashesAhead = 32;
constexpr std::uint32_t kWide = 16;      // from so many values on
constexpr std::size_t kSlotsPerRow = 4;  // of the rows of a block, to begin with

constexpr std::uint32_t kNone = 0xFFFFFFFF;

// Collects distinct rows and numbers them: a hash table with linear probing.
template <class Real>
class Collection {
 public:
  // block: how many rows come at a time.
  Collection(std::uint32_t dimensions, bool weighted, std::size_t block)
      : dimensions_(dimensions), weighted_(weighted), slots_(std::bit_ceil(kSlotsPerRow * block)) {
    values_.resize(block * dimensions);
  }

  // Takes up rows, and puts down the number of each.
  void collect(const RowsView<Real>& rows, std::size_t begin, std::size_t end, std::uint32_t* numbers) {
    // Hashes a while ahead of their use: places in the table are on their way by then.
    std::array<std::uint64_t, kHashesAhead> hashes{};
    for (; begin < end; begin += kHashesAhead) {
      const std::size_t some = std::min(kHashesAhead, end - begin);
      for (std::size_t i = 0; i < some; ++i) {
        const auto seed = std::bit_cast<std::uint64_t>(rows.weight(begin + i));
        hashes[i] = dimensions_ < kWide ? hash_of(rows, begin + i, seed) : wide_hash_of(rows, begin + i, seed);
        __builtin_prefetch(&slots_[hashes[i] & (slots_.size() - 1)]);
      }
      for (std::size_t i = begin; i < begin + some; ++i) {
        *numbers++ = number(rows.row(i), rows.column_stride, rows.weight(i), hashes[i - begin], rows.repeat(i));
      }
    }
  }

  // Takes up the rows of another collection and returns their numbers in this one.
  std::vector<std::uint32_t> add(const Collection& other) {
    std::vector<std::uint32_t> numbers(other.count());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      numbers[i] = number(other.values_.data() + i * dimensions_, 1, weighted_ ? other.weights_[i] : 1.0,
                          other.hashes_[i], other.repeats_[i]);
    }
    return numbers;
  }

  [[nodiscard]] std::size_t count() const { return repeats_.size(); }

  void move_to(DistinctRows<Real>& rows) {
    values_.resize(count() * dimensions_);
    rows.values = std::move(values_);
    rows.weights = std::move(weights_);
    rows.repeats = std::move(repeats_);
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = kNone;
  };

  // The number of a row that is equal to this one; it comes so often more.
  std::uint32_t number(const Real* row, std::size_t step, double weight, std::uint64_t hash, double repeats) {
    if (2 * count() >= slots_.size()) grow();
    std::size_t slot = hash & (slots_.size() - 1);
    for (; slots_[slot].number != kNone; slot = (slot + 1) & (slots_.size() - 1)) {
      const std::uint32_t known = slots_[slot].number;
      if (slots_[slot].hash != high_half(hash) || !same(known, row, step, weight)) continue;
      repeats_[known] += repeats;
      return known;
    }
    const auto added = static_cast<std::uint32_t>(count());
    slots_[slot] = {high_half(hash), added};
    hashes_.push_back(hash);
    repeats_.push_back(repeats);
    if (weighted_) weights_.push_back(weight);
    const std::size_t begin = std::size_t{added} * dimensions_;
    if (begin == values_.size()) values_.resize(2 * begin);
    // Adding zero turns a negative zero into a positive one.
    for (std::uint32_t j = 0; j < dimensions_; ++j) values_[begin + j] = row[j * step] + Real(0);
    return added;
  }

  // The low half says where to look.
  static std::uint32_t high_half(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32U); }

  [[nodiscard]] bool same(std::size_t known, const Real* row, std::size_t step, double weight) const {
    const Real* values = values_.data() + known * dimensions_;
    for (std::uint32_t j = 0; j < dimensions_; ++j) {
      if (values[j] != row[j * step]) return false;
    }
    return !weighted_ || weights_[known] == weight;
  }

  void grow() {
    slots_.assign(2 * slots_.size(), {});
    for (std::uint32_t i = 0; i < count(); ++i) {
      std::size_t slot = hashes_[i] & (slots_.size() - 1);
      while (slots_[slot].number != kNone) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = {high_half(hashes_[i]), i};
    }
  }

  std::uint32_t dimensions_;
  bool weighted_;
  std::vector<Slot> slots_;
  std::vector<std::uint64_t> hashes_;
  Buffer<Real> values_;  // room for more: of few rows all else takes less time than having it grow from nothing
  Buffer<double> weights_;
  Buffer<double> repeats_;
};

}  // namespace

template <class Real>
std::vector<std::uint32_t> DistinctRows<Real>::of_rows(std::span<const std::uint32_t> labels, Workers& workers) const {
  std::vector<std::uint32_t> result(of_row.size());
  workers.run(row_tasks(of_row.size()), [&](std::size_t task, std::size_t) {
    for (std::size_t i = task * kTaskRows; i < std::min(of_row.size(), (task + 1) * kTaskRows); ++i) {
      result[i] = labels[of_row[i]];
    }
  });
  return result;
}

template <class Real>
std::optional<DistinctRows<Real>> distinct_rows(const RowsView<Real>& rows, Workers& workers) {
  // A look at the first block tells most tables that do not repeat themselves.
  const std::size_t size = block_rows(rows.dimensions);
  Buffer<std::uint32_t> of_first(std::min(rows.count, size));
  std::vector<Collection<Real>> of_worker;
  of_worker.emplace_back(rows.dimensions, !rows.weights.empty(), of_first.size());
  of_worker[0].collect(rows, 0, of_first.size(), of_first.data());
  if (too_many_distinct(of_worker[0].count(), of_first.size())) return std::nullopt;
  DistinctRows<Real> result;
  result.dimensions = rows.dimensions;
  if (of_first.size() == rows.count) {
    of_worker[0].move_to(result);
    result.of_row = std::move(of_first);
    return result;
  }
  switch (take_byte_rows_together(rows, result, workers)) {
    case ByteRows::together:
      return result;
    case ByteRows::too_many:
      return std::nullopt;
    case ByteRows::others:
      break;
  }

  result.of_row.resize(rows.count);
  std::ranges::copy(of_first, result.of_row.begin());
  of_worker.resize(workers.count(), Collection<Real>(rows.dimensions, !rows.weights.empty(), size));
  const std::size_t blocks = (rows.count + size - 1) / size;
  std::vector<std::size_t> worker_of(blocks);
  workers.run(blocks - 1, [&](std::size_t task, std::size_t worker) {
    worker_of[task + 1] = worker;
    const std::size_t begin = (task + 1) * size;
    of_worker[worker].collect(rows, begin, std::min(rows.count, begin + size), result.of_row.data() + begin);
  });

  Collection<Real>& all = of_worker[0];
  std::vector<std::vector<std::uint32_t>> numbers(workers.count());
  for (std::size_t worker = 1; worker < workers.count(); ++worker) numbers[worker] = all.add(of_worker[worker]);
  if (too_many_distinct(all.count(), rows.count)) return std::nullopt;
  workers.run(blocks, [&](std::size_t block, std::size_t) {
    const std::vector<std::uint32_t>& renumbered = numbers[worker_of[block]];
    if (renumbered.empty()) return;
    for (std::size_t i = block * size; i < std::min(rows.count, (block + 1) * size); ++i) {
      result.of_row[i] = renumbered[result.of_row[i]];
    }
  });
  all.move_to(result);
  return result;
}

template struct DistinctRows<float>;
template struct DistinctRows<double>;
template std::optional<DistinctRows<float>> distinct_rows(const RowsView<float>&, Workers&);
template std::optional<DistinctRows<double>> distinct_rows(const RowsView<double>&, Workers&);

}  // namespace kvant
