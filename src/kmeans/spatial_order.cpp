#include "kmeans/spatial_order.hpp"

#include <algorithm>
#include <array>
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

// Rows in order, with their codes: apart, as a struct of both would be a third larger.
struct SortedRows {
  Buffer<std::uint64_t> codes;
  Buffer<std::uint32_t> rows;
};

// Rows of positive weight by code, coordinates, weight and number.
SortedRows sorted_rows(const RowsView<float>& rows, const MortonCode& code, Workers& workers) {
  Buffer<std::uint64_t> codes(rows.count);
  workers.run(row_tasks(rows.count), [&](std::size_t task, std::size_t) {
    for (std::size_t i = task * kTaskRows; i < std::min(rows.count, (task + 1) * kTaskRows); ++i) {
      codes[i] = rows.weight(i) > 0 ? code(rows.row(i), rows.column_stride) : 0;
    }
  });
  const auto rows_bits = static_cast<std::uint32_t>(std::bit_width(rows.count));
  const std::uint32_t bucket_bits = std::min({kMostBucketBits, rows_bits, code.bits()});
  BucketSort<std::uint64_t> sort(codes, code.bits() - bucket_bits, std::size_t{1} << bucket_bits, workers);
  SortedRows sorted{Buffer<std::uint64_t>(rows.count), Buffer<std::uint32_t>(rows.count)};
  sort.scatter(workers, [&](std::size_t place, std::size_t i) {
    sorted.codes[place] = codes[i];
    sorted.rows[place] = static_cast<std::uint32_t>(i);
  });
  Buffer<std::uint64_t>().swap(codes);
  std::vector<std::vector<Coded>> of_worker(workers.count());
  workers.run((sort.buckets() + kBucketsTogether - 1) / kBucketsTogether, [&](std::size_t task, std::size_t worker) {
    std::vector<Coded>& coded = of_worker[worker];
    for (std::size_t bucket = task * kBucketsTogether; bucket < std::min(sort.buckets(), (task + 1) * kBucketsTogether);
         ++bucket) {
      const std::size_t begin = sort.begin(bucket);
      coded.clear();  // or they would be copied
      coded.resize(sort.end(bucket) - begin);
      for (std::size_t i = 0; i < coded.size(); ++i) coded[i] = {sorted.codes[begin + i], sorted.rows[begin + i]};
      std::sort(coded.begin(), coded.end(), [&](const Coded& a, const Coded& b) {
        if (a.code != b.code) return a.code < b.code;
        const std::partial_ordering order = rows.compare(a.row, b.row);
        if (std::is_neq(order)) return std::is_lt(order);
        return rows.weight(a.row) != rows.weight(b.row) ? rows.weight(a.row) < rows.weight(b.row) : a.row < b.row;
      });
      for (std::size_t i = 0; i < coded.size(); ++i) {
        sorted.codes[begin + i] = coded[i].code;
        sorted.rows[begin + i] = coded[i].row;
      }
    }
  });
  return sorted;
}

}  // namespace

// Peak memory counts here, as tables may have billions of rows: what is sorted is put together in place, and becomes
// the points' keys.
OrderedPoints spatial_order(const RowsView<float>& rows, const Extent& extent, Workers& workers) {
  const MortonCode code(extent);
  SortedRows sorted = sorted_rows(rows, code, workers);
  OrderedPoints result;
  result.of_row.resize(rows.count);
  Buffer<double> repeats(rows.count + kPointPadding);
  std::size_t count = 0;
  bool repeated = false;
  for (std::size_t place = 0; place < sorted.rows.size(); ++place) {
    const std::uint32_t row = sorted.rows[place];
    if (rows.weight(row) <= 0) {
      result.of_row[row] = kNoPoint;
      continue;
    }
    const bool same_place = count > 0 && sorted.codes[count - 1] == sorted.codes[place] &&
                            std::is_eq(rows.compare(sorted.rows[count - 1], row));
    if (!same_place) ++result.distinct;
    if (!same_place || rows.weight(sorted.rows[count - 1]) != rows.weight(row)) {
      sorted.codes[count] = sorted.codes[place];
      sorted.rows[count] = row;
      repeats[count++] = 0;
    }
    double& repeats_of_point = repeats[count - 1];
    repeats_of_point += rows.repeat(row);
    repeated |= repeats_of_point > 1;
    result.of_row[row] = static_cast<std::uint32_t>(count - 1);
  }

  Points& points = result.points;
  points.dimensions = rows.dimensions;
  points.count = count;
  points.stride = count + kPointPadding;
  if (repeated) points.repeats.assign(repeats.begin(), repeats.begin() + static_cast<std::ptrdiff_t>(count));
  repeats.resize(points.stride);
  points.weights = std::move(repeats);
  points.coordinates.resize(points.dimensions * points.stride);
  for (std::uint32_t j = 0; j < points.dimensions; ++j) std::fill_n(points.plane(j) + count, kPointPadding, 0.0F);
  std::fill_n(points.weights.data() + count, kPointPadding, 0.0);
  workers.run(row_tasks(count), [&](std::size_t task, std::size_t) {
    for (std::size_t i = task * kTaskRows; i < std::min(count, (task + 1) * kTaskRows); ++i) {
      points.weights[i] *= rows.weight(sorted.rows[i]);
      // Adding zero turns a negative zero into a positive one.
      const float* row = rows.row(sorted.rows[i]);
      for (std::uint32_t j = 0; j < rows.dimensions; ++j) points.plane(j)[i] = row[j * rows.column_stride] + 0.0F;
    }
  });
  points.key_bits = code.bits();
  points.keys = std::move(sorted.codes);
  points.keys.resize(count);
  // Which copies them: worth it where much is saved.
  if (count < rows.count / 2) {
    points.keys.shrink_to_fit();
    points.weights.shrink_to_fit();
  }
  return result;
}

}  // namespace kvant
