#include "kmeans/distinct_rows.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "kmeans/row_hash.hpp"

namespace kvant {
namespace {

// Rows are first taken together in blocks, side by side, then block after block.
constexpr std::size_t kBlockRows = std::size_t{1} << 16;

// Of a block, and of the whole: with more distinct ones the time is better spent on the rows as they are.
constexpr double kWorthwhile = 0.5;

constexpr std::uint32_t kNone = 0xFFFFFFFF;

// Numbers rows in the order in which they come first: a hash table with linear probing.
template <class Real>
class Numbering {
 public:
  explicit Numbering(const RowsView<Real>& rows) : rows_(rows), slots_(1024, kNone) {}

  // The number of a row that is equal to this one.
  std::uint32_t number(std::size_t row, std::uint64_t hash) {
    if (2 * firsts_.size() >= slots_.size()) grow();
    std::size_t slot = hash & (slots_.size() - 1);
    for (; slots_[slot] != kNone; slot = (slot + 1) & (slots_.size() - 1)) {
      const First& first = firsts_[slots_[slot]];
      if (first.hash == hash && same(first.row, row)) return slots_[slot];
    }
    slots_[slot] = static_cast<std::uint32_t>(firsts_.size());
    firsts_.push_back({hash, row});
    return slots_[slot];
  }

  struct First {
    std::uint64_t hash;
    std::size_t row;
  };
  [[nodiscard]] const std::vector<First>& firsts() const { return firsts_; }

 private:
  [[nodiscard]] bool same(std::size_t a, std::size_t b) const {
    return rows_.compare(a, b) == 0 && rows_.weight(a) == rows_.weight(b);
  }

  void grow() {
    slots_.assign(2 * slots_.size(), kNone);
    for (std::uint32_t i = 0; i < firsts_.size(); ++i) {
      std::size_t slot = firsts_[i].hash & (slots_.size() - 1);
      while (slots_[slot] != kNone) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = i;
    }
  }

  const RowsView<Real>& rows_;
  std::vector<std::uint32_t> slots_;
  std::vector<First> firsts_;
};

// Numbers the rows of a block and returns the first of each number.
template <class Real>
std::vector<typename Numbering<Real>::First> number_block(const RowsView<Real>& rows, std::size_t block,
                                                          std::vector<std::uint32_t>& numbers) {
  Numbering<Real> numbering(rows);
  for (std::size_t i = block * kBlockRows; i < std::min(rows.count, (block + 1) * kBlockRows); ++i) {
    const std::uint64_t hash = hash_of(rows, i, std::bit_cast<std::uint64_t>(rows.weight(i)));
    numbers[i] = numbering.number(i, hash);
  }
  return numbering.firsts();
}

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
  const std::size_t blocks = (rows.count + kBlockRows - 1) / kBlockRows;
  DistinctRows<Real> result;
  result.dimensions = rows.dimensions;
  result.of_row.resize(rows.count);
  std::vector<std::vector<typename Numbering<Real>::First>> firsts(blocks);
  firsts[0] = number_block(rows, 0, result.of_row);
  if (static_cast<double>(firsts[0].size()) > kWorthwhile * static_cast<double>(std::min(rows.count, kBlockRows))) {
    return std::nullopt;
  }
  workers.run(blocks - 1,
              [&](std::size_t task, std::size_t) { firsts[task + 1] = number_block(rows, task + 1, result.of_row); });

  Numbering<Real> numbering(rows);
  std::vector<std::vector<std::uint32_t>> numbers(blocks);
  for (std::size_t block = 0; block < blocks; ++block) {
    for (const auto& first : firsts[block]) numbers[block].push_back(numbering.number(first.row, first.hash));
  }
  const std::size_t count = numbering.firsts().size();
  if (static_cast<double>(count) > kWorthwhile * static_cast<double>(rows.count)) return std::nullopt;
  workers.run(blocks, [&](std::size_t block, std::size_t) {
    for (std::size_t i = block * kBlockRows; i < std::min(rows.count, (block + 1) * kBlockRows); ++i) {
      result.of_row[i] = numbers[block][result.of_row[i]];
    }
  });
  result.repeats.resize(count);
  for (std::size_t i = 0; i < rows.count; ++i) result.repeats[result.of_row[i]] += rows.repeat(i);
  result.values.reserve(count * rows.dimensions);
  for (const auto& first : numbering.firsts()) {
    const std::vector<Real> row = rows.copy(first.row);
    result.values.insert(result.values.end(), row.begin(), row.end());
    if (!rows.weights.empty()) result.weights.push_back(rows.weight(first.row));
  }
  return result;
}

template struct DistinctRows<float>;
template struct DistinctRows<double>;
template std::optional<DistinctRows<float>> distinct_rows(const RowsView<float>&, Workers&);
template std::optional<DistinctRows<double>> distinct_rows(const RowsView<double>&, Workers&);

}  // namespace kvant
