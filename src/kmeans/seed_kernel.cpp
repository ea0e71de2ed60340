#include "kmeans/seed_kernel.hpp"

#include <hwy/cache_control.h>

#include <algorithm>
#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kmeans/seed_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h:
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kvant::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using DoubleTag = hn::ScalableTag<double>;
using FloatTag = hn::ScalableTag<float>;
using HalfTag = hn::Rebind<float, DoubleTag>;  // as many floats as doubles

// The products of points i and on, with their weights, rounded.
hn::Vec<DoubleTag> weighted(const SeedDistances& distances, std::size_t i, hn::Vec<HalfTag> values) {
  const DoubleTag d;
  const auto product = hn::Mul(hn::PromoteTo(d, values), hn::LoadU(d, distances.points.weights.data() + i));
  const auto shift = hn::Set(d, distances.exact.shift());
  return hn::Sub(hn::Add(product, shift), shift);
}

// Adds by how much the weighted sum falls if points i to below `end`, a vector of them at most, are at these distances.
// Most gain nothing, and neighbors do so together.
HWY_INLINE void add_gain(const SeedDistances& distances, std::size_t i, std::size_t end, hn::Vec<FloatTag> distance,
                         hn::Vec<DoubleTag>& gain) {
  const FloatTag d;
  const HalfTag half;
  const std::size_t lanes = hn::Lanes(d);
  const auto old = hn::LoadU(d, distances.nearest + i);
  auto nearer = hn::Lt(distance, old);
  if (end - i < lanes) nearer = hn::And(nearer, hn::FirstN(d, end - i));
  if (hn::AllFalse(d, nearer)) return;
  HWY_ALIGN float saved[HWY_MAX_BYTES / sizeof(float)];
  hn::Store(hn::IfThenElseZero(nearer, hn::Sub(old, distance)), d, saved);
  for (std::size_t lane = 0; lane < lanes; lane += hn::Lanes(half)) {
    gain = hn::Add(gain, weighted(distances, i + lane, hn::Load(half, saved + lane)));
  }
}

// Stores values of points i to below `end`, a vector of them at most: those behind are another leaf's.
template <class Tag>
void store(hn::Vec<Tag> values, const Tag d, std::size_t i, std::size_t end, float* all) {
  if (end - i >= hn::Lanes(d)) {
    hn::StoreU(values, d, all + i);
    return;
  }
  HWY_ALIGN float some[HWY_MAX_BYTES / sizeof(float)];
  hn::Store(values, d, some);
  std::copy_n(some, end - i, all + i);
}

// Lowers the distances of a leaf's points to distances_to(i) where these are less, points i and on; then its sum and
// largest.
template <class DistancesTo>
void lower_leaf(const SeedDistances& distances, std::uint32_t region, const DistancesTo& distances_to) {
  const HalfTag d;
  const std::size_t lanes = hn::Lanes(d);
  const Region& leaf = distances.tree.regions()[region];
  auto sum = hn::Zero(DoubleTag());
  auto largest = hn::Zero(d);
  for (std::size_t i = leaf.begin; i < leaf.end; i += lanes) {
    auto lower = hn::Min(hn::LoadU(d, distances.nearest + i), distances_to(i));
    store(lower, d, i, leaf.end, distances.nearest);
    if (leaf.end - i < lanes) lower = hn::IfThenElseZero(hn::FirstN(d, leaf.end - i), lower);
    largest = hn::Max(largest, lower);
    sum = hn::Add(sum, weighted(distances, i, lower));
  }
  distances.sums[region] = hn::GetLane(hn::SumOfLanes(DoubleTag(), sum));
  distances.largest[region] = hn::GetLane(hn::MaxOfLanes(d, largest));
}

// A center and the distances that it would change, in D dimensions, or in any number if D is 0.
template <std::uint32_t D>
class Seed {
 public:
  Seed(const SeedDistances& distances, const float* center) : distances_(distances), center_(center) {}

  [[nodiscard]] double gain(std::uint32_t region) const {
    if (distance_to_box(region) >= distances_.largest[region]) return 0;
    const Region& self = distances_.tree.regions()[region];
    if (self.children == 0) return gain_of_leaf(self);
    double total = 0;
    for (std::uint32_t child = self.first_child; child < self.first_child + self.children; ++child) {
      total += gain(child);
    }
    return total;
  }

  void lower(std::uint32_t region) {
    if (distance_to_box(region) >= distances_.largest[region]) return;
    const Region& self = distances_.tree.regions()[region];
    if (self.children == 0) {
      lower_leaf(distances_, region, [&](std::size_t i) { return distances_to(HalfTag(), i); });
      return;
    }
    double sum = 0;
    float largest = 0;
    for (std::uint32_t child = self.first_child; child < self.first_child + self.children; ++child) {
      lower(child);
      sum += distances_.sums[child];
      largest = std::max(largest, distances_.largest[child]);
    }
    distances_.sums[region] = sum;
    distances_.largest[region] = largest;
  }

 private:
  [[nodiscard]] std::uint32_t dimensions() const {
    if constexpr (D != 0) return D;
    return distances_.points.dimensions;
  }

  // A lower bound of the distances of a region's points: rounding is monotone and the order is the same.
  [[nodiscard]] float distance_to_box(std::uint32_t region) const {
    const float* low = distances_.tree.box(region);
    const float* high = low + dimensions();
    float sum = 0;
    for (std::uint32_t j = 0; j < dimensions(); ++j) {
      const float outside = std::max(low[j] - center_[j], center_[j] - high[j]);
      const float gap = std::max(outside, 0.0F);
      sum += gap * gap;
    }
    return sum;
  }

  template <class Tag>
  [[nodiscard]] hn::Vec<Tag> distances_to(const Tag d, std::size_t i) const {
    auto sum = hn::Zero(d);
    for (std::uint32_t j = 0; j < dimensions(); ++j) {
      const auto offset = hn::Sub(hn::LoadU(d, distances_.points.plane(j) + i), hn::Set(d, center_[j]));
      const auto square = hn::Mul(offset, offset);
      sum = j == 0 ? square : hn::Add(sum, square);
    }
    return sum;
  }

  [[nodiscard]] double gain_of_leaf(const Region& leaf) const {
    const FloatTag d;
    auto gain = hn::Zero(DoubleTag());
    for (std::size_t i = leaf.begin; i < leaf.end; i += hn::Lanes(d)) {
      add_gain(distances_, i, leaf.end, distances_to(d, i), gain);
    }
    return hn::GetLane(hn::SumOfLanes(DoubleTag(), gain));
  }

  const SeedDistances& distances_;
  const float* center_;
};

HWY_INLINE void add_squares(hn::Vec<FloatTag> a, hn::Vec<FloatTag> b, float coordinate, hn::Vec<FloatTag>& sum_a,
                            hn::Vec<FloatTag>& sum_b) {
  const auto center = hn::Set(FloatTag(), coordinate);
  const auto offset_a = hn::Sub(a, center);
  const auto offset_b = hn::Sub(b, center);
  sum_a = hn::Add(sum_a, hn::Mul(offset_a, offset_a));
  sum_b = hn::Add(sum_b, hn::Mul(offset_b, offset_b));
}

// The gains of T trials from `first` on, two vectors of points at a time: coordinates, of which there are many, are
// read once for all, and those of the points after these are on their way by then.
template <std::size_t T>
void GainsOf(const SeedDistances& distances, const Region& leaf, const SeedTrials& trials, std::size_t first,
             double* gains) {
  const FloatTag d;
  const std::size_t lanes = hn::Lanes(d);
  const std::uint32_t dimensions = distances.points.dimensions;
  const std::size_t stride = distances.points.stride;
  const float* const center0 = trials.centers + first * dimensions;
  const float* const center1 = center0 + (T > 1 ? dimensions : 0);
  const float* const center2 = center1 + (T > 2 ? dimensions : 0);
  const float* const center3 = center2 + (T > 2 ? dimensions : 0);
  auto gain0 = hn::Zero(DoubleTag());
  auto gain1 = gain0;
  auto gain2 = gain0;
  auto gain3 = gain0;
  for (std::size_t i = leaf.begin; i < leaf.end; i += 2 * lanes) {
    auto a0 = hn::Zero(d);
    auto a1 = a0;
    auto a2 = a0;
    auto a3 = a0;
    auto b0 = a0;
    auto b1 = a0;
    auto b2 = a0;
    auto b3 = a0;
    const std::size_t second = i + lanes < leaf.end ? lanes : 0;  // or it might lie behind the padding
    for (std::uint32_t j = 0; j < dimensions; ++j) {
      const float* const plane = distances.points.plane(j) + i;
      hwy::Prefetch(plane + 2 * lanes);
      const auto a = hn::LoadU(d, plane);
      const auto b = hn::LoadU(d, plane + second);
      add_squares(a, b, center0[j], a0, b0);
      if constexpr (T > 1) add_squares(a, b, center1[j], a1, b1);
      if constexpr (T > 2) add_squares(a, b, center2[j], a2, b2);
      if constexpr (T > 2) add_squares(a, b, center3[j], a3, b3);
    }
    const auto take = [&](std::size_t t, std::size_t begin, hn::Vec<FloatTag> distance, hn::Vec<DoubleTag>& gain) {
      if (begin >= leaf.end) return;
      store(distance, d, begin, leaf.end, trials.distances + (first + t) * stride);
      add_gain(distances, begin, leaf.end, distance, gain);
    };
    take(0, i, a0, gain0);
    take(0, i + lanes, b0, gain0);
    if constexpr (T > 1) take(1, i, a1, gain1);
    if constexpr (T > 1) take(1, i + lanes, b1, gain1);
    if constexpr (T > 2) take(2, i, a2, gain2);
    if constexpr (T > 2) take(2, i + lanes, b2, gain2);
    if constexpr (T > 2) take(3, i, a3, gain3);
    if constexpr (T > 2) take(3, i + lanes, b3, gain3);
  }
  gains[first] += hn::GetLane(hn::SumOfLanes(DoubleTag(), gain0));
  if constexpr (T > 1) gains[first + 1] += hn::GetLane(hn::SumOfLanes(DoubleTag(), gain1));
  if constexpr (T > 2) gains[first + 2] += hn::GetLane(hn::SumOfLanes(DoubleTag(), gain2));
  if constexpr (T > 2) gains[first + 3] += hn::GetLane(hn::SumOfLanes(DoubleTag(), gain3));
}

void SeedLeafGains(const SeedDistances& distances, std::uint32_t leaf, const SeedTrials& trials, double* gains) {
  const Region& region = distances.tree.regions()[leaf];
  std::size_t t = 0;
  for (; t + 4 <= trials.count; t += 4) GainsOf<4>(distances, region, trials, t, gains);
  for (; t + 2 <= trials.count; t += 2) GainsOf<2>(distances, region, trials, t, gains);
  for (; t < trials.count; ++t) GainsOf<1>(distances, region, trials, t, gains);
}

void SeedLowerLeaf(const SeedDistances& distances, std::uint32_t leaf, const float* to_center) {
  lower_leaf(distances, leaf, [=](std::size_t i) { return hn::LoadU(HalfTag(), to_center + i); });
}

double SeedGain(const SeedDistances& distances, const float* center) {
  if (distances.points.dimensions == 3) return Seed<3>(distances, center).gain(0);
  return Seed<0>(distances, center).gain(0);
}

void SeedLower(const SeedDistances& distances, const float* center) {
  if (distances.points.dimensions == 3) return Seed<3>(distances, center).lower(0);
  Seed<0>(distances, center).lower(0);
}

}  // namespace kvant::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kvant {

HWY_EXPORT(SeedGain);
HWY_EXPORT(SeedLower);
HWY_EXPORT(SeedLeafGains);
HWY_EXPORT(SeedLowerLeaf);

double seed_gain(const SeedDistances& distances, const float* center) {
  return HWY_DYNAMIC_DISPATCH(SeedGain)(distances, center);
}

void seed_lower(const SeedDistances& distances, const float* center) {
  HWY_DYNAMIC_DISPATCH(SeedLower)(distances, center);
}

void seed_leaf_gains(const SeedDistances& distances, std::uint32_t leaf, const SeedTrials& trials, double* gains) {
  HWY_DYNAMIC_DISPATCH(SeedLeafGains)(distances, leaf, trials, gains);
}

void seed_lower_leaf(const SeedDistances& distances, std::uint32_t leaf, const float* to_center) {
  HWY_DYNAMIC_DISPATCH(SeedLowerLeaf)(distances, leaf, to_center);
}

}  // namespace kvant
#endif
