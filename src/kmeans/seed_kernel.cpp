#include "kmeans/seed_kernel.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kmeans/seed_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h:
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kvant::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using DoubleTag = hn::ScalableTag<double>;
using FloatTag = hn::Rebind<float, DoubleTag>;  // half a vector: as many floats as doubles

template <class V>
V rounded(const DoubleTag d, V value, double shift) {
  const auto s = hn::Set(d, shift);
  return hn::Sub(hn::Add(value, s), s);
}

hn::Vec<FloatTag> distances_to(const SeedRange& range, std::size_t i) {
  const FloatTag d;
  auto sum = hn::Zero(d);
  for (std::uint32_t j = 0; j < range.points.dimensions; ++j) {
    const auto offset = hn::Sub(hn::LoadU(d, range.points.plane(j) + i), hn::Set(d, range.center[j]));
    sum = hn::Add(sum, hn::Mul(offset, offset));
  }
  return sum;
}

double SeedGain(const SeedRange& range, const float* distances, const ExactSum& exact) {
  const DoubleTag d64;
  const FloatTag d32;
  const std::size_t lanes = hn::Lanes(d64);
  auto gain = hn::Zero(d64);
  for (std::size_t i = range.begin; i < range.end; i += lanes) {
    const auto old = hn::LoadU(d32, distances + i);
    auto saved = hn::Sub(old, hn::Min(old, distances_to(range, i)));
    if (range.end - i < lanes) saved = hn::IfThenElseZero(hn::FirstN(d32, range.end - i), saved);
    gain =
        hn::Add(gain, rounded(d64, hn::Mul(hn::PromoteTo(d64, saved), hn::LoadU(d64, range.points.weights.data() + i)),
                              exact.shift()));
  }
  return hn::GetLane(hn::SumOfLanes(d64, gain));
}

SeedState SeedLower(const SeedRange& range, float* distances, const ExactSum& exact) {
  const DoubleTag d64;
  const FloatTag d32;
  const std::size_t lanes = hn::Lanes(d64);
  auto sum = hn::Zero(d64);
  auto largest = hn::Zero(d32);
  for (std::size_t i = range.begin; i < range.end; i += lanes) {
    const auto old = hn::LoadU(d32, distances + i);
    auto lower = hn::Min(old, distances_to(range, i));
    if (range.end - i < lanes) {
      const auto valid = hn::FirstN(d32, range.end - i);
      hn::StoreU(hn::IfThenElse(valid, lower, old), d32, distances + i);
      lower = hn::IfThenElseZero(valid, lower);
    } else {
      hn::StoreU(lower, d32, distances + i);
    }
    largest = hn::Max(largest, lower);
    sum = hn::Add(sum, rounded(d64, hn::Mul(hn::PromoteTo(d64, lower), hn::LoadU(d64, range.points.weights.data() + i)),
                               exact.shift()));
  }
  return {hn::GetLane(hn::SumOfLanes(d64, sum)), hn::GetLane(hn::MaxOfLanes(d32, largest))};
}

}  // namespace kvant::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kvant {

HWY_EXPORT(SeedGain);
HWY_EXPORT(SeedLower);

double seed_gain(const SeedRange& range, const float* distances, const ExactSum& exact) {
  return HWY_DYNAMIC_DISPATCH(SeedGain)(range, distances, exact);
}

SeedState seed_lower(const SeedRange& range, float* distances, const ExactSum& exact) {
  return HWY_DYNAMIC_DISPATCH(SeedLower)(range, distances, exact);
}

}  // namespace kvant
#endif
