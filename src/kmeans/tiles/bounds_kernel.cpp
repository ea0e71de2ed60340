#include "kmeans/tiles/bounds_kernel.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kmeans/tiles/bounds_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h:
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kvant::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr double kFarthest = 1e37;  // fits into a float

using Tag = hn::ScalableTag<double>;
using Vec = hn::Vec<Tag>;

HWY_INLINE Vec load_wide(const double* values) { return hn::LoadU(Tag(), values); }
HWY_INLINE Vec load_wide(const float* values) {
  return hn::PromoteTo(Tag(), hn::LoadU(hn::Rebind<float, Tag>(), values));
}

using IndexTag = hn::RebindToSigned<Tag>;
HWY_INLINE hn::Vec<IndexTag> load_index(const std::uint64_t* centers) {
  return hn::BitCast(IndexTag(), hn::LoadU(hn::RebindToUnsigned<Tag>(), centers));
}
HWY_INLINE hn::Vec<IndexTag> load_index(const std::uint32_t* centers) {
  const hn::Rebind<std::int32_t, Tag> narrow;
  return hn::PromoteTo(IndexTag(), hn::BitCast(narrow, hn::LoadU(hn::Rebind<std::uint32_t, Tag>(), centers)));
}

template <class T>
void TellCertaintiesAny(const Proposals<T>& proposals, const NearCenters<T>& centers, double unit,
                        const Rounding& rounding, Certainties& certainties) {
  const Tag d;
  const hn::Rebind<float, Tag> narrow;
  const auto error = hn::Set(d, 2.1 * centers.error);
  const auto relative = hn::Set(d, rounding.relative);
  const auto absolute = hn::Set(d, rounding.absolute);
  const auto root = hn::Set(d, std::sqrt(rounding.absolute));
  // Rounded up and down for what is computed here and put into floats.
  const auto raise = hn::Set(d, 1.000001 * (1 + rounding.relative) * unit);
  const auto lower = hn::Set(d, 0.999999 * (1 - rounding.relative) * unit);
  const auto shorten = hn::Set(d, 1 - 2 * double{length_error<T>(centers.dimensions)});
  const auto shortest = hn::Set(d, 2 * double{kShortestLength<T>});
  const auto none = hn::Zero(d);
  const std::size_t count = proposals.best.size();
  certainties.most.resize(count);
  certainties.nearest.resize(count);
  certainties.other.resize(count);
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto center = load_index(proposals.center.data() + i);
    const auto squares = hn::GatherIndex(d, centers.squares.data(), center);
    const auto lengths = hn::GatherIndex(d, centers.lengths.data(), center);
    const auto length = load_wide(proposals.length.data() + i);
    const auto square = hn::Mul(length, length);
    // The best bound is below the true value by twice the error at most, and a little for the rounding here.
    const auto slack = hn::Mul(error, hn::Add(squares, hn::Mul(hn::Add(length, length), lengths)));
    const auto best = hn::Add(load_wide(proposals.best.data() + i), slack);
    const auto own = hn::Max(none, hn::Add(best, square));
    const auto most = hn::Add(hn::Add(best, hn::Mul(relative, own)), absolute);
    const auto second = load_wide(proposals.second.data() + i);
    const auto nearest = hn::Mul(hn::Sqrt(own), raise);
    // The length was rounded up.
    const auto shorter = hn::Mul(hn::Max(none, hn::Sub(length, shortest)), shorten);
    const auto others = hn::Max(none, hn::MulAdd(shorter, shorter, second));
    const auto other = hn::Mul(hn::Sub(hn::Sqrt(others), root), lower);
    const auto certain = hn::Gt(second, most);
    hn::StoreU(most, d, certainties.most.data() + i);
    hn::StoreU(hn::DemoteTo(narrow, hn::IfThenElse(certain, nearest, hn::Set(d, -1.0))), narrow,
               certainties.nearest.data() + i);
    hn::StoreU(hn::DemoteTo(narrow, hn::Min(other, hn::Set(d, kFarthest))), narrow, certainties.other.data() + i);
  }
}

void TellCertaintiesFloat(const Proposals<float>& proposals, const NearCenters<float>& centers, double unit,
                          const Rounding& rounding, Certainties& certainties) {
  TellCertaintiesAny(proposals, centers, unit, rounding, certainties);
}

void TellCertaintiesDouble(const Proposals<double>& proposals, const NearCenters<double>& centers, double unit,
                           const Rounding& rounding, Certainties& certainties) {
  TellCertaintiesAny(proposals, centers, unit, rounding, certainties);
}

// Differences of some coordinates in single precision, scaled.
template <class D>
HWY_INLINE hn::Vec<D> difference(D d, const float* row, const float* center, float scale) {
  return hn::Mul(hn::Sub(hn::LoadU(d, row), hn::LoadU(d, center)), hn::Set(d, scale));
}
template <class D>
HWY_INLINE hn::Vec<D> difference(D d, const double* row, const double* center, double scale) {
  const hn::Rebind<double, D> wide;
  const auto difference = hn::Sub(hn::LoadU(wide, row), hn::LoadU(wide, center));
  return hn::DemoteTo(d, hn::Mul(difference, hn::Set(wide, scale)));
}

template <class Real>
float SquaredDistance(const Real* row, std::size_t step, const Real* center, std::size_t dimensions, Real scale) {
  float sum = 0;
  std::size_t j = 0;
#if HWY_TARGET != HWY_SCALAR
  if (step == 1) {
    const std::conditional_t<std::is_same_v<Real, float>, hn::ScalableTag<float>, hn::Rebind<float, Tag>> d;
    const std::size_t lanes = hn::Lanes(d);
    auto sums = hn::Zero(d);
    while (j + lanes <= dimensions) {
      const std::size_t end = std::min(dimensions, j + std::max(kBlockColumns, lanes));
      auto block = hn::Zero(d);
      for (; j + lanes <= end; j += lanes) {
        const auto x = difference(d, row + j, center + j, scale);
        block = hn::MulAdd(x, x, block);
      }
      sums = hn::Add(sums, block);
    }
    sum = hn::GetLane(hn::SumOfLanes(d, sums));
  }
#endif
  while (j < dimensions) {
    const std::size_t end = std::min(dimensions, j + kBlockColumns);
    float block = 0;
    for (; j < end; ++j) {
      const auto x = static_cast<float>((row[j * step] - center[j]) * scale);
      block += x * x;
    }
    sum += block;
  }
  return sum;
}

template <class Real>
void SquareOwnDistancesAny(const TileRows<Real>& rows, const OwnCenters<Real>& centers, Real scale,
                           std::span<float> squares) {
  const std::size_t dimensions = rows.table.dimensions;
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    squares[i] = SquaredDistance(rows.table.row(rows.rows[i]), rows.table.column_stride,
                                 centers.coordinates.data() + centers.own[i] * dimensions, dimensions, scale);
  }
}

void SquareOwnDistancesFloat(const TileRows<float>& rows, const OwnCenters<float>& centers, float scale,
                             std::span<float> squares) {
  SquareOwnDistancesAny(rows, centers, scale, squares);
}

void SquareOwnDistancesDouble(const TileRows<double>& rows, const OwnCenters<double>& centers, double scale,
                              std::span<float> squares) {
  SquareOwnDistancesAny(rows, centers, scale, squares);
}

void MoveBounds(std::span<const std::uint32_t> labels, std::span<const float> steps, float farthest, std::size_t first,
                const Bounds& bounds, std::vector<std::size_t>& rows) {
  rows.resize(labels.size());
  std::size_t count = 0;
  std::size_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> index;
  const hn::RebindToUnsigned<decltype(d)> label;
  for (; i + hn::Lanes(d) <= labels.size(); i += hn::Lanes(d)) {
    const auto step = hn::GatherIndex(d, steps.data(), hn::BitCast(index, hn::LoadU(label, labels.data() + i)));
    const auto nearest = hn::Mul(hn::Add(hn::LoadU(d, bounds.nearest.data() + i), step), hn::Set(d, kRoundUp));
    const auto other = hn::LoadU(d, bounds.other.data() + i);
    const auto left = hn::Sub(hn::Mul(other, hn::Set(d, kRoundDown)), hn::Set(d, farthest));
    const auto kept = hn::Gt(left, nearest);
    hn::StoreU(nearest, d, bounds.nearest.data() + i);
    hn::StoreU(hn::IfThenElse(kept, left, other), d, bounds.other.data() + i);
    std::uint8_t bytes[8] = {};
    hn::StoreMaskBits(d, hn::Not(kept), bytes);
    for (auto bits = std::bit_cast<std::uint64_t>(bytes); bits != 0; bits &= bits - 1) {
      rows[count++] = first + i + static_cast<std::size_t>(std::countr_zero(bits));
    }
  }
#endif
  for (; i < labels.size(); ++i) {
    const float nearest = (bounds.nearest[i] + steps[labels[i]]) * kRoundUp;
    const float left = left_of(bounds.other[i], farthest);
    bounds.nearest[i] = nearest;
    if (left > nearest) {
      bounds.other[i] = left;
    } else {
      rows[count++] = first + i;
    }
  }
  rows.resize(count);
}

}  // namespace kvant::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kvant {

HWY_EXPORT(TellCertaintiesFloat);
HWY_EXPORT(TellCertaintiesDouble);
HWY_EXPORT(SquareOwnDistancesFloat);
HWY_EXPORT(SquareOwnDistancesDouble);
HWY_EXPORT(MoveBounds);

void tell_certainties(const Proposals<float>& proposals, const NearCenters<float>& centers, double unit,
                      const Rounding& rounding, Certainties& certainties) {
  HWY_DYNAMIC_DISPATCH(TellCertaintiesFloat)(proposals, centers, unit, rounding, certainties);
}

void tell_certainties(const Proposals<double>& proposals, const NearCenters<double>& centers, double unit,
                      const Rounding& rounding, Certainties& certainties) {
  HWY_DYNAMIC_DISPATCH(TellCertaintiesDouble)(proposals, centers, unit, rounding, certainties);
}

void square_own_distances(const TileRows<float>& rows, const OwnCenters<float>& centers, float scale,
                          std::span<float> squares) {
  HWY_DYNAMIC_DISPATCH(SquareOwnDistancesFloat)(rows, centers, scale, squares);
}

void square_own_distances(const TileRows<double>& rows, const OwnCenters<double>& centers, double scale,
                          std::span<float> squares) {
  HWY_DYNAMIC_DISPATCH(SquareOwnDistancesDouble)(rows, centers, scale, squares);
}

void move_bounds(std::span<const std::uint32_t> labels, std::span<const float> steps, float farthest, std::size_t first,
                 const Bounds& bounds, std::vector<std::size_t>& rows) {
  HWY_DYNAMIC_DISPATCH(MoveBounds)(labels, steps, farthest, first, bounds, rows);
}

}  // namespace kvant
#endif
