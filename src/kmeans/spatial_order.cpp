#include "kmeans/spatial_order.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <compare>
#include <cstddef>
#include <utility>

#include "kmeans/bucket_sort.hpp"

namespace kvant {
namespace {

// Cells of the grid are told by at most so many bits in each dimension: what a float has.
constexpr std::uint32_t kMostBits = 24;

constexpr std::uint32_t kByteBits = 8;
constexpr std::size_t kByteValues = 256;

// Rows are sorted by the leading bits of their codes first, bucket by bucket then: many, as rows lie close together.
constexpr std::uint32_t kMostBucketBits = 14;
constexpr std::size_t kBucketsTogether = 16;  // for a task

constexpr std::size_t kBlockRows = std::size_t{1} << 14;

// The Morton code of a row: the box of all rows is halved along each dimension in turn, as often as 64 bits allow.
class MortonCode {
 public:
  explicit MortonCode(const Extent& extent)
      : dimensions_(extent.dimensions()), bits_(std::min(64 / dimensions_, kMostBits)), low_(extent.low) {
    for (std::uint32_t j = 0; j < dimensions_; ++j) {
      const double width = extent.high[j] - extent.low[j];
      const auto cells = static_cast<double>(std::uint64_t{1} << bits_);
      scale_.push_back(width > 0 ? cells * (1 - 0x1p-30) / width : 0);
    }
    for (std::size_t value = 0; value < kByteValues; ++value) {
      for (std::uint32_t bit = 0; bit < std::min(kByteBits, bits_); ++bit) {
        spread_[value] |= std::uint64_t{value >> bit & 1U} << (bit * dimensions_);
      }
    }
  }

  [[nodiscard]] std::uint32_t bits() const { return bits_ * dimensions_; }

  [[nodiscard]] std::uint64_t operator()(const float* row, std::size_t step) const {
    std::uint64_t code = 0;
    for (std::uint32_t j = 0; j < dimensions_; ++j) {
      const auto cell = static_cast<std::uint64_t>((double{row[j * step]} - low_[j]) * scale_[j]);
      std::uint64_t spread = 0;
      for (std::uint32_t byte = 0; byte < bits_; byte += kByteBits) {
        spread |= spread_[cell >> byte & (kByteValues - 1)] << (byte * dimensions_);
      }
      code |= spread << (dimensions_ - 1 - j);
    }
    return code;
  }

 private:
  std::uint32_t dimensions_;
  std::uint32_t bits_;
  std::vector<double> low_;
  std::vector<double> scale_;
  std::array<std::uint64_t, kByteValues> spread_{};  // the bits of a byte, `dimensions_` apart
};

struct Coded {
  std::uint64_t code;
  std::uint32_t row;
};

// The numbers of the rows of positive weight; none if all rows are.
Buffer<std::uint32_t> rows_that_weigh(const RowsView<float>& rows) {
  Buffer<std::uint32_t> result;
  if (std::all_of(rows.weights.begin(), rows.weights.end(), [](double weight) { return weight > 0; })) return result;
  for (std::uint32_t i = 0; i < rows.count; ++i) {
    if (rows.weight(i) > 0) result.push_back(i);
  }
  return result;
}

bool same_place(const RowsView<float>& rows, const SpatialOrder& order, std::size_t a, std::size_t b) {
  return order.keys[a] == order.keys[b] && std::is_eq(rows.compare(order.rows[a], order.rows[b]));
}

// What merging equal rows leaves, in all or in a block.
struct Merged {
  std::size_t points = 0;
  std::size_t places = 0;  // of points: those at one place may differ in their rows' weight
  bool repeated = false;   // a point stands for more than one row
};

// Moves the first of equal rows to the front, of those that are alike in weight, too, counts the rows of each in
// `repeats`, and puts down of which point each row is.
Merged merge_equal(const RowsView<float>& rows, SpatialOrder& order, Buffer<std::uint32_t>& point_of_row,
                   Buffer<double>& repeats, Workers& workers) {
  const auto same_weight = [&](std::size_t a, std::size_t b) {
    return rows.weight(order.rows[a]) == rows.weight(order.rows[b]);
  };
  const std::size_t count = order.rows.size();
  // In blocks, each of which begins where a place does.
  std::vector<std::size_t> begins = {0};
  while (begins.back() < count) {
    std::size_t next = std::min(count, begins.back() + kBlockRows);
    while (next < count && same_place(rows, order, next - 1, next)) ++next;
    begins.push_back(next);
  }
  const std::size_t blocks = begins.size() - 1;
  std::vector<Merged> of_block(blocks);
  workers.run(blocks, [&](std::size_t block, std::size_t) {
    Merged merged;
    for (std::size_t i = begins[block]; i < begins[block + 1]; ++i) {
      const bool new_place = i == begins[block] || !same_place(rows, order, i - 1, i);
      if (new_place) ++merged.places;
      if (new_place || !same_weight(i - 1, i)) ++merged.points;
    }
    of_block[block] = merged;
  });
  Merged all;
  std::vector<std::size_t> firsts;  // the first point of each block, and the end of the last
  for (const Merged& merged : of_block) {
    firsts.push_back(all.points);
    all.points += merged.points;
    all.places += merged.places;
  }
  firsts.push_back(all.points);
  repeats.resize(count + kPointPadding);
  std::atomic<bool> repeated = false;
  workers.run(blocks, [&](std::size_t block, std::size_t) {
    std::size_t next = begins[block];
    const std::size_t fewer = next - firsts[block];
    bool repeated_here = false;
    for (std::size_t i = begins[block]; i < begins[block + 1]; ++i) {
      const std::uint32_t row = order.rows[i];
      if (i == begins[block] || !same_place(rows, order, next - 1, i) || !same_weight(next - 1, i)) {
        order.keys[next] = order.keys[i];
        order.rows[next] = row;
        repeats[next++] = 0;
      }
      repeats[next - 1] += rows.repeat(row);
      repeated_here |= repeats[next - 1] > 1;
      point_of_row[row] = static_cast<std::uint32_t>(next - 1 - fewer);
    }
    if (repeated_here) repeated = true;
  });
  all.repeated = repeated;
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::size_t points = firsts[block + 1] - firsts[block];
    const auto move_down = [&](auto values) {
      std::copy(values + begins[block], values + begins[block] + points, values + firsts[block]);
    };
    if (firsts[block] == begins[block]) continue;
    move_down(order.keys.data());
    move_down(order.rows.data());
    move_down(repeats.data());
  }
  return all;
}

}  // namespace

SpatialOrder spatial_order(const RowsView<float>& rows, const Extent& extent, Workers& workers) {
  const MortonCode code(extent);
  const Buffer<std::uint32_t> weighing = rows_that_weigh(rows);
  const std::size_t count = weighing.empty() ? rows.count : weighing.size();
  const auto row_of = [&](std::size_t i) { return weighing.empty() ? static_cast<std::uint32_t>(i) : weighing[i]; };
  const auto code_of = [&](std::size_t i) { return code(rows.row(row_of(i)), rows.column_stride); };
  const std::uint32_t bucket_bits =
      std::min({kMostBucketBits, static_cast<std::uint32_t>(std::bit_width(count)), code.bits()});
  BucketSort sort(count, code_of, code.bits() - bucket_bits, std::size_t{1} << bucket_bits, workers);
  SpatialOrder order{Buffer<std::uint64_t>(count), code.bits(), Buffer<std::uint32_t>(count)};
  sort.scatter(workers, [&](std::size_t place, std::size_t i, std::uint64_t key) {
    order.keys[place] = key;
    order.rows[place] = row_of(i);
  });
  // Within buckets by code, coordinates, weight and number.
  std::vector<std::vector<Coded>> of_worker(workers.count());
  workers.run((sort.buckets() + kBucketsTogether - 1) / kBucketsTogether, [&](std::size_t task, std::size_t worker) {
    std::vector<Coded>& coded = of_worker[worker];
    for (std::size_t bucket = task * kBucketsTogether; bucket < std::min(sort.buckets(), (task + 1) * kBucketsTogether);
         ++bucket) {
      const std::size_t begin = sort.begin(bucket);
      coded.clear();  // or they would be copied
      coded.resize(sort.end(bucket) - begin);
      for (std::size_t i = 0; i < coded.size(); ++i) coded[i] = {order.keys[begin + i], order.rows[begin + i]};
      std::sort(coded.begin(), coded.end(), [&](const Coded& a, const Coded& b) {
        if (a.code != b.code) return a.code < b.code;
        const std::partial_ordering by_place = rows.compare(a.row, b.row);
        if (std::is_neq(by_place)) return std::is_lt(by_place);
        return rows.weight(a.row) != rows.weight(b.row) ? rows.weight(a.row) < rows.weight(b.row) : a.row < b.row;
      });
      for (std::size_t i = 0; i < coded.size(); ++i) {
        order.keys[begin + i] = coded[i].code;
        order.rows[begin + i] = coded[i].row;
      }
    }
  });
  return order;
}

OrderedPoints ordered_points(const RowsView<float>& rows, const Extent& extent, Workers& workers) {
  SpatialOrder order = spatial_order(rows, extent, workers);
  OrderedPoints result;
  result.of_row.resize(rows.count);
  if (order.rows.size() < rows.count) std::fill(result.of_row.begin(), result.of_row.end(), kNoPoint);
  Buffer<double> repeats;
  const Merged merged = merge_equal(rows, order, result.of_row, repeats, workers);
  const std::size_t count = merged.points;
  result.distinct = merged.places;

  Points& points = result.points;
  points.dimensions = rows.dimensions;
  points.count = count;
  points.stride = count + kPointPadding;
  if (merged.repeated) points.repeats.assign(repeats.begin(), repeats.begin() + static_cast<std::ptrdiff_t>(count));
  repeats.resize(points.stride);
  std::fill_n(repeats.data() + count, kPointPadding, 0.0);
  points.weights = std::move(repeats);
  points.coordinates.resize(points.dimensions * points.stride);
  for (std::uint32_t j = 0; j < points.dimensions; ++j) std::fill_n(points.plane(j) + count, kPointPadding, 0.0F);
  workers.run(row_tasks(count), [&](std::size_t task, std::size_t) {
    for (std::size_t i = task * kTaskRows; i < std::min(count, (task + 1) * kTaskRows); ++i) {
      points.weights[i] *= rows.weight(order.rows[i]);
      // Adding zero turns a negative zero into a positive one.
      const float* row = rows.row(order.rows[i]);
      for (std::uint32_t j = 0; j < rows.dimensions; ++j) points.plane(j)[i] = row[j * rows.column_stride] + 0.0F;
    }
  });
  points.key_bits = order.key_bits;
  points.keys = std::move(order.keys);
  points.keys.resize(count);
  // Which copies them: worth it where much is saved.
  if (count < rows.count / 2) {
    points.keys.shrink_to_fit();
    points.weights.shrink_to_fit();
  }
  return result;
}

}  // namespace kvant
