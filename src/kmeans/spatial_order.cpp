#include "kmeans/spatial_order.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <compare>
#include <cstddef>
#include <limits>
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

// A column is uneven if its middle 96% of rows take less than this part of its extent.
constexpr double kUneven = 0.25;

// Bounds of slices of a column, ascending: as many rows in each, but for the ends of the column, where slices get ever
// smaller, so that what lies far away stays alone. None if the column is even.
std::vector<double> slices_of(std::vector<float> sample, double low, double high) {
  constexpr std::size_t slices = 32;
  constexpr std::size_t ends = 50;  // where a 50th of the rows begins, and ends
  std::sort(sample.begin(), sample.end());
  const std::size_t count = sample.size();
  if (count < ends) return {};
  const double middle = double{sample[count - 1 - count / ends]} - sample[count / ends];
  if (middle >= kUneven * (high - low)) return {};
  std::vector<std::size_t> ranks;
  for (std::size_t slice = 1; slice < slices; ++slice) ranks.push_back(slice * count / slices);
  for (std::size_t rank = 1; rank < count / slices; rank *= 4) {
    ranks.push_back(rank);
    ranks.push_back(count - 1 - rank);
  }
  std::sort(ranks.begin(), ranks.end());
  std::vector<double> bounds = {low};
  for (const std::size_t rank : ranks) {
    if (sample[rank] > bounds.back() && sample[rank] < high) bounds.push_back(sample[rank]);
  }
  bounds.push_back(high);
  return bounds;
}

// Slices to look up: their bounds, as many as searching by halves takes, and the inverse of the width of each.
class Slices {
 public:
  explicit Slices(const std::vector<double>& bounds) : count_(bounds.empty() ? 0 : bounds.size() - 1) {
    bounds_.fill(std::numeric_limits<double>::infinity());
    std::copy(bounds.begin(), bounds.end() - (bounds.empty() ? 0 : 1), bounds_.begin());
    for (std::size_t i = 0; i < count_; ++i) per_width_[i] = 1 / (bounds[i + 1] - bounds[i]);
  }

  [[nodiscard]] std::size_t count() const { return count_; }

  // The slice that x is in, and how far.
  [[nodiscard]] double place_of(double x) const {
    std::size_t slice = 0;
    for (std::size_t half = kMost / 2; half > 0; half /= 2) {
      slice += half * static_cast<std::size_t>(bounds_[slice + half] <= x);
    }
    return static_cast<double>(slice) + (x - bounds_[slice]) * per_width_[slice];
  }

 private:
  static constexpr std::size_t kMost = 64;

  std::size_t count_;  // 0: the column is even
  std::array<double, kMost> bounds_{};
  std::array<double, kMost> per_width_{};
};

// The Morton code of a row: the box of all rows is halved along each dimension in turn, as often as 64 bits allow; or
// slices of it, as if they were equally wide.
class MortonCode {
 public:
  MortonCode(const Extent& extent, const std::vector<std::vector<double>>& slices)
      : dimensions_(extent.dimensions()),
        bits_(bits_of(dimensions_)),
        last_cell_((std::uint64_t{1} << bits_) - 1),
        low_(extent.low),
        slices_(slices.begin(), slices.end()) {
    const auto cells = static_cast<double>(std::uint64_t{1} << bits_) * (1 - 0x1p-30);
    for (std::uint32_t j = 0; j < dimensions_; ++j) {
      const double width = extent.high[j] - extent.low[j];
      scale_.push_back(width > 0 ? cells / width : 0);
      if (slices_[j].count() > 0) scale_[j] = cells / static_cast<double>(slices_[j].count());
    }
    for (std::size_t value = 0; value < kByteValues; ++value) {
      for (std::uint32_t bit = 0; bit < std::min(kByteBits, bits_); ++bit) {
        spread_[value] |= std::uint64_t{value >> bit & 1U} << (bit * dimensions_);
      }
    }
  }

  [[nodiscard]] std::uint32_t bits() const { return bits_ * dimensions_; }

  [[nodiscard]] std::uint64_t operator()(const float* row, std::size_t step) const {
    switch (dimensions_) {  // known to the compiler, they take half the time
      case 2:
        return code<2>(row, step);
      case 3:
        return code<3>(row, step);
      case 4:
        return code<4>(row, step);
      case 5:
        return code<5>(row, step);
      default:
        return code<0>(row, step);
    }
  }

 private:
  static constexpr std::uint32_t bits_of(std::uint32_t dimensions) { return std::min(64 / dimensions, kMostBits); }

  template <std::uint32_t D>
  [[nodiscard]] std::uint64_t code(const float* row, std::size_t step) const {
    const std::uint32_t dimensions = D != 0 ? D : dimensions_;
    const std::uint32_t bits = bits_of(dimensions);
    std::uint64_t code = 0;
    for (std::uint32_t j = 0; j < dimensions; ++j) {
      const double x = row[j * step];
      const double place = slices_[j].count() == 0 ? x - low_[j] : slices_[j].place_of(x);
      // By way of signed numbers, which processors convert to.
      const auto cell = std::min(static_cast<std::uint64_t>(static_cast<std::int64_t>(place * scale_[j])), last_cell_);
      std::uint64_t spread = 0;
      for (std::uint32_t byte = 0; byte < bits; byte += kByteBits) {
        spread |= spread_[cell >> byte & (kByteValues - 1)] << (byte * dimensions);
      }
      code |= spread << (dimensions - 1 - j);
    }
    return code;
  }

  std::uint32_t dimensions_;
  std::uint32_t bits_;
  std::uint64_t last_cell_;
  std::vector<double> low_;
  std::vector<double> scale_;
  std::vector<Slices> slices_;                       // of each column
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

MortonCode code_of(const RowsView<float>& rows, const Extent& extent, Grid grid) {
  constexpr std::size_t most = 4096;  // rows that tell what columns are like
  std::vector<std::vector<double>> slices(rows.dimensions);
  if (grid == Grid::even) return {extent, slices};
  const std::size_t step = (rows.count + most - 1) / most;
  for (std::uint32_t j = 0; j < rows.dimensions; ++j) {
    std::vector<float> sample;
    for (std::size_t i = 0; i < rows.count; i += step) {
      if (rows.weight(i) > 0) sample.push_back(rows.row(i)[j * rows.column_stride]);
    }
    slices[j] = slices_of(std::move(sample), extent.low[j], extent.high[j]);
  }
  return {extent, slices};
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

SpatialOrder spatial_order(const RowsView<float>& rows, const Extent& extent, Grid grid, Workers& workers) {
  const MortonCode code = code_of(rows, extent, grid);
  const Buffer<std::uint32_t> weighing = rows_that_weigh(rows);
  const std::size_t count = weighing.empty() ? rows.count : weighing.size();
  const auto row_of = [&](std::size_t i) { return weighing.empty() ? static_cast<std::uint32_t>(i) : weighing[i]; };
  const auto key_of = [&](std::size_t i) { return code(rows.row(row_of(i)), rows.column_stride); };
  const std::uint32_t bucket_bits =
      std::min({kMostBucketBits, static_cast<std::uint32_t>(std::bit_width(count)), code.bits()});
  BucketSort sort(count, key_of, code.bits() - bucket_bits, std::size_t{1} << bucket_bits, workers);
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
  SpatialOrder order = spatial_order(rows, extent, Grid::even, workers);
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
