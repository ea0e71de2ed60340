#include "image/png_filter.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "image/fixed_log2.hpp"

namespace kvant {
namespace {

enum Filter : std::uint8_t { filter_none = 0, filter_sub = 1, filter_up = 2, filter_average = 3, filter_paeth = 4 };

std::uint8_t paeth(int left, int above, int corner) {
  const int to_left = std::abs(above - corner);
  const int to_above = std::abs(left - corner);
  const int to_corner = std::abs(left + above - 2 * corner);
  if (to_left <= to_above && to_left <= to_corner) return static_cast<std::uint8_t>(left);
  return static_cast<std::uint8_t>(to_above <= to_corner ? above : corner);
}

/// Both rows have `step` zeros before them.
void apply(Filter filter, const std::uint8_t* row, const std::uint8_t* above, unsigned step, std::size_t bytes,
           std::uint8_t* out) {
  const std::uint8_t* left = row - step;
  const std::uint8_t* corner = above - step;
  const auto each = [&](auto&& predict) {
    for (std::size_t i = 0; i < bytes; ++i) out[i] = static_cast<std::uint8_t>(row[i] - predict(i));
  };
  switch (filter) {
    case filter_none:
      std::memcpy(out, row, bytes);
      break;
    case filter_sub:
      each([&](std::size_t i) { return left[i]; });
      break;
    case filter_up:
      each([&](std::size_t i) { return above[i]; });
      break;
    case filter_average:
      each([&](std::size_t i) { return static_cast<std::uint8_t>((left[i] + above[i]) / 2); });
      break;
    case filter_paeth:
      each([&](std::size_t i) { return paeth(left[i], above[i], corner[i]); });
      break;
  }
}

/// Byte counts, in sixteenths, that fade from row to row: what a block of the compressor sees around a row.
class FadingHistogram {
 public:
  static constexpr std::uint64_t kUnit = 16;

  /// Bits, in 1/256, that the bytes of a row would need if they were coded by the counts so far and their own.
  [[nodiscard]] std::uint64_t cost(const std::array<std::uint32_t, 256>& row, std::size_t bytes) const {
    const std::uint64_t all = fixed_log2(total_ + bytes * kUnit + 256 * kUnit / 2);
    std::uint64_t bits = all * bytes;
    for (std::size_t value = 0; value < 256; ++value) {
      if (row[value] != 0)
        bits -= std::uint64_t{row[value]} * fixed_log2(counts_[value] + row[value] * kUnit + kUnit / 2);
    }
    return bits;
  }

  void add(const std::array<std::uint32_t, 256>& row) {
    total_ = 0;
    for (std::size_t value = 0; value < 256; ++value) {
      counts_[value] = counts_[value] - counts_[value] / 32 + row[value] * kUnit;
      total_ += counts_[value];
    }
  }

 private:
  std::array<std::uint64_t, 256> counts_{};
  std::uint64_t total_ = 0;
};

std::array<std::uint32_t, 256> count_bytes(const std::uint8_t* bytes, std::size_t count) {
  std::array<std::array<std::uint32_t, 256>, 2> tables{};
  std::size_t i = 0;
  for (; i + 2 <= count; i += 2) {
    ++tables[0][bytes[i]];
    ++tables[1][bytes[i + 1]];
  }
  if (i < count) ++tables[0][bytes[i]];
  for (std::size_t value = 0; value < 256; ++value) tables[0][value] += tables[1][value];
  return tables[0];
}

}  // namespace

void filter_rows(FilterPlan plan, unsigned step, std::size_t row_bytes, std::uint32_t first, std::uint32_t last,
                 const MakeRow& make_row, std::uint8_t* out) {
  std::vector<std::uint8_t> row_buffer(step + row_bytes);
  std::vector<std::uint8_t> above_buffer(step + row_bytes);
  if (first > 0) make_row(first - 1, above_buffer.data() + step);
  std::vector<std::uint8_t> attempt(row_bytes);
  FadingHistogram history;

  for (std::uint32_t y = first; y < last; ++y) {
    const std::uint8_t* row = row_buffer.data() + step;
    const std::uint8_t* above = above_buffer.data() + step;
    make_row(y, row_buffer.data() + step);
    const auto write = [&](Filter filter) {
      out[0] = filter;
      apply(filter, row, above, step, row_bytes, out + 1);
    };
    switch (plan) {
      case FilterPlan::none:
        write(filter_none);
        break;
      case FilterPlan::sub:
        write(filter_sub);
        break;
      case FilterPlan::up:
        write(filter_up);
        break;
      case FilterPlan::paeth:
        write(filter_paeth);
        break;
      case FilterPlan::entropy: {
        std::uint64_t least = ~std::uint64_t{0};
        std::array<std::uint32_t, 256> counts{};
        for (const Filter filter : {filter_none, filter_sub, filter_up, filter_average, filter_paeth}) {
          apply(filter, row, above, step, row_bytes, attempt.data());
          const std::array<std::uint32_t, 256> attempt_counts = count_bytes(attempt.data(), row_bytes);
          const std::uint64_t cost = history.cost(attempt_counts, row_bytes);
          if (cost >= least) continue;
          least = cost;
          counts = attempt_counts;
          out[0] = filter;
          std::copy(attempt.begin(), attempt.end(), out + 1);
        }
        history.add(counts);
        break;
      }
    }
    out += row_bytes + 1;
    std::swap(row_buffer, above_buffer);
  }
}

}  // namespace kvant
