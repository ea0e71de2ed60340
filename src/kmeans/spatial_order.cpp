#include "kmeans/spatial_order.hpp"

#include <algorithm>
#include <numeric>

namespace kvant {
namespace {

// The Morton code of a row: the box of all rows is halved along each dimension in turn, as often as 64 bits allow.
class MortonCode {
 public:
  explicit MortonCode(const PointsView& rows)
      : dimensions_(rows.dimensions),
        bits_(std::min(64 / rows.dimensions, 24U)),
        low_(dimensions_),
        scale_(dimensions_) {
    for (std::uint32_t j = 0; j < dimensions_; ++j) {
      double low = rows.coordinates[j];
      double high = low;
      for (std::size_t i = j; i < rows.coordinates.size(); i += dimensions_) {
        low = std::min(low, double{rows.coordinates[i]});
        high = std::max(high, double{rows.coordinates[i]});
      }
      low_[j] = low;
      const auto cells = static_cast<double>(std::uint64_t{1} << bits_);
      scale_[j] = high > low ? cells * (1 - 0x1p-30) / (high - low) : 0;
    }
  }

  [[nodiscard]] std::uint32_t bits() const { return bits_ * dimensions_; }

  [[nodiscard]] std::uint64_t operator()(const float* row) const {
    std::uint64_t code = 0;
    for (std::uint32_t j = 0; j < dimensions_; ++j) {
      const auto cell = static_cast<std::uint64_t>((double{row[j]} - low_[j]) * scale_[j]);
      for (std::uint32_t bit = 0; bit < bits_; ++bit) {
        code |= ((cell >> bit) & 1U) << (bit * dimensions_ + (dimensions_ - 1 - j));
      }
    }
    return code;
  }

 private:
  std::uint32_t dimensions_;
  std::uint32_t bits_;
  std::vector<double> low_;
  std::vector<double> scale_;
};

}  // namespace

OrderedPoints spatial_order(const PointsView& rows) {
  const std::uint32_t d = rows.dimensions;
  const std::size_t n = rows.coordinates.size() / d;
  const bool spatial = d <= kMaxSpatialDimensions;
  const auto row = [&](std::size_t i) { return rows.coordinates.subspan(i * d, d); };

  std::vector<std::uint64_t> codes(n);
  std::uint32_t key_bits = 0;
  if (spatial) {
    const MortonCode code(rows);
    key_bits = code.bits();
    for (std::size_t i = 0; i < n; ++i) codes[i] = code(row(i).data());
  }
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (codes[a] != codes[b]) return codes[a] < codes[b];
    const auto mismatch = std::mismatch(row(a).begin(), row(a).end(), row(b).begin());
    return mismatch.first != row(a).end() ? *mismatch.first < *mismatch.second : a < b;
  });

  // Weights are rounded so that their sums, too, are exact.
  std::vector<double> row_weights(rows.weights.begin(), rows.weights.end());
  row_weights.resize(n, 1.0);
  const ExactSum exact = ExactSum::of(row_weights);
  OrderedPoints result;
  result.of_row.assign(n, kNoPoint);
  std::vector<std::uint32_t> firsts;
  std::vector<double> weights;
  for (std::uint32_t i : order) {
    const double weight = exact.rounded(row_weights[i]);
    if (weight <= 0) continue;
    if (firsts.empty() || !std::equal(row(i).begin(), row(i).end(), row(firsts.back()).begin())) {
      firsts.push_back(i);
      weights.push_back(0);
    }
    weights.back() += weight;
    result.of_row[i] = static_cast<std::uint32_t>(firsts.size() - 1);
  }

  Points& points = result.points;
  points = Points(d, firsts.size());
  points.key_bits = key_bits;
  for (std::size_t i = 0; i < firsts.size(); ++i) {
    if (spatial) points.keys.push_back(codes[firsts[i]]);
    points.weights[i] = weights[i];
    // Adding zero turns a negative zero into a positive one.
    for (std::uint32_t j = 0; j < d; ++j) points.plane(j)[i] = row(firsts[i])[j] + 0.0F;
  }
  return result;
}

}  // namespace kvant
