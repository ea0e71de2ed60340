#include "kmeans/byte_rows.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include "kmeans/ranked_keys.hpp"
#include "threads/stop.hpp"

namespace kvant {
namespace {

constexpr std::uint32_t kColumnBits = 8;
constexpr std::uint32_t kByteValues = 256;

// Of so many columns the keys are few enough to mark those that occur among all that there could be; but with more than
// so many of these for each row, hashing is faster.
constexpr std::uint32_t kMostColumns = 3;
constexpr std::size_t kMostKeysPerRow = 128;

// False if it is none.
template <class Real>
bool to_byte(Real x, std::uint32_t& byte) {
  byte = static_cast<std::uint32_t>(static_cast<std::int32_t>(std::clamp(x, Real(0), Real(kByteValues - 1))));
  return static_cast<Real>(byte) == x;
}

// Keys of up to 3 bytes by their bits in turn (Morton codes): those of a picture share cache lines.
class MortonKeys {
 public:
  explicit MortonKeys(std::uint32_t columns) {
    for (std::uint32_t bit = 0; bit < kColumnBits * columns; ++bit) {
      const std::uint32_t from_last = bit % columns;
      for (std::uint32_t value = 0; value < kByteValues; ++value) {
        spread_[columns - 1 - from_last][value] |= (value >> bit / columns & 1U) << bit;
        gathered_[bit / kColumnBits][value] |= (value >> bit % kColumnBits & 1U)
                                               << (from_last * kColumnBits + bit / columns);
      }
    }
  }

  // What a column's byte adds to a key.
  [[nodiscard]] std::uint32_t part(std::uint32_t column, std::uint32_t byte) const { return spread_[column][byte]; }

  // The bytes one after another, the first in the highest bits.
  [[nodiscard]] std::uint32_t bytes(std::uint32_t key) const {
    return gathered_[0][key % kByteValues] | gathered_[1][key >> kColumnBits & (kByteValues - 1)] |
           gathered_[2][key >> 2 * kColumnBits];
  }

 private:
  using Table = std::array<std::uint32_t, kByteValues>;
  std::array<Table, kMostColumns> spread_{};    // by column
  std::array<Table, kMostColumns> gathered_{};  // by byte of the key
};

// The keys of rows. False if a coordinate is no byte.
template <class Real, class Columns, class Insert>
bool take_keys(const RowsView<Real>& rows, std::size_t begin, std::size_t end, Columns columns,
               const MortonKeys& morton, std::span<std::uint32_t> keys, const Insert& insert) {
  bool fits = true;
  std::uint32_t byte = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const Real* row = rows.row(i);
    std::uint32_t key = 0;
    for (std::uint32_t j = 0; j < columns; ++j) {
      fits &= to_byte(row[j * rows.column_stride], byte);
      key |= morton.part(j, byte);
    }
    keys[i] = key;
    insert(key);
  }
  return fits;
}

// From keys to their ranks, and how often each comes.
Buffer<double> count(std::span<std::uint32_t> keys, const RankedKeys& ranked, Workers& workers) {
  // Threads count apart, as far as their counts take no more memory than the keys.
  const std::size_t parts = std::clamp<std::size_t>(keys.size() / ranked.count(), 1, workers.count());
  std::vector<std::vector<std::uint32_t>> counts(parts);
  workers.run(parts, [&](std::size_t part, std::size_t) {
    counts[part].resize(ranked.count());
    const std::size_t end = keys.size() * (part + 1) / parts;
    for (std::size_t i = keys.size() * part / parts; i < end; ++i) {
      if (i % kTaskRows == 0) throw_if_stopped();
      keys[i] = ranked.rank(keys[i]);
      ++counts[part][keys[i]];
    }
  });
  Buffer<double> repeats(ranked.count());
  workers.run(row_tasks(repeats.size()), [&](std::size_t task, std::size_t) {
    for (std::size_t number = task * kTaskRows; number < std::min(repeats.size(), (task + 1) * kTaskRows); ++number) {
      std::uint32_t rows = 0;
      for (const std::vector<std::uint32_t>& some : counts) rows += some[number];
      repeats[number] = rows;
    }
  });
  return repeats;
}

}  // namespace

template <class Real>
ByteRows take_byte_rows_together(const RowsView<Real>& rows, DistinctRows<Real>& result, Workers& workers) {
  const std::uint32_t columns = rows.dimensions;
  if (columns > kMostColumns || !rows.weights.empty() || !rows.repeats.empty()) return ByteRows::others;
  const std::size_t possible = std::size_t{1} << (kColumnBits * columns);
  if (possible > kMostKeysPerRow * rows.count) return ByteRows::others;
  result.of_row.resize(rows.count);
  Buffer<std::uint32_t>& keys = result.of_row;  // for now
  const MortonKeys morton(columns);
  std::atomic<bool> all_fit = true;
  const RankedKeys ranked(possible, rows.count, workers, [&](std::size_t begin, std::size_t end, const auto& insert) {
    if (!all_fit) return;
    // The usual number of columns as a constant, so that the loop over them is unrolled.
    const bool fits =
        columns == kMostColumns
            ? take_keys(rows, begin, end, std::integral_constant<std::uint32_t, kMostColumns>(), morton, keys, insert)
            : take_keys(rows, begin, end, columns, morton, keys, insert);
    if (!fits) all_fit = false;
  });
  if (!all_fit) return ByteRows::others;
  if (too_many_distinct(ranked.count(), rows.count)) return ByteRows::too_many;

  result.repeats = count(keys, ranked, workers);
  result.values.resize(ranked.count() * columns);
  ranked.for_each(workers, [&](std::size_t rank, std::uint32_t key) {
    std::uint32_t bytes = morton.bytes(key);
    for (std::size_t j = columns; j-- > 0; bytes >>= kColumnBits) {
      result.values[rank * columns + j] = static_cast<Real>(bytes % kByteValues);
    }
  });
  return ByteRows::together;
}

template ByteRows take_byte_rows_together(const RowsView<float>&, DistinctRows<float>&, Workers&);
template ByteRows take_byte_rows_together(const RowsView<double>&, DistinctRows<double>&, Workers&);

}  // namespace kvant
