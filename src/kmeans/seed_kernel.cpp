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
using FloatTag = hn::ScalableTag<float>;
using HalfTag = hn::Rebind<float, DoubleTag>;  // as many floats as doubles

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
      lower_leaf(region, self);
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

  // The products of points i and on, with their weights, rounded.
  [[nodiscard]] hn::Vec<DoubleTag> weighted(std::size_t i, hn::Vec<HalfTag> values) const {
    const DoubleTag d;
    const auto product = hn::Mul(hn::PromoteTo(d, values), hn::LoadU(d, distances_.points.weights.data() + i));
    const auto shift = hn::Set(d, distances_.exact.shift());
    return hn::Sub(hn::Add(product, shift), shift);
  }

  // Most points gain nothing, and neighbors do so together.
  [[nodiscard]] double gain_of_leaf(const Region& leaf) const {
    const FloatTag d;
    const HalfTag half;
    const std::size_t lanes = hn::Lanes(d);
    auto gain = hn::Zero(DoubleTag());
    for (std::size_t i = leaf.begin; i < leaf.end; i += lanes) {
      const auto old = hn::LoadU(d, distances_.nearest + i);
      const auto distance = distances_to(d, i);
      auto nearer = hn::Lt(distance, old);
      if (leaf.end - i < lanes) nearer = hn::And(nearer, hn::FirstN(d, leaf.end - i));
      if (hn::AllFalse(d, nearer)) continue;
      HWY_ALIGN float saved[HWY_MAX_BYTES / sizeof(float)];
      hn::Store(hn::IfThenElseZero(nearer, hn::Sub(old, distance)), d, saved);
      for (std::size_t lane = 0; lane < lanes; lane += hn::Lanes(half)) {
        gain = hn::Add(gain, weighted(i + lane, hn::Load(half, saved + lane)));
      }
    }
    return hn::GetLane(hn::SumOfLanes(DoubleTag(), gain));
  }

  void lower_leaf(std::uint32_t region, const Region& leaf) {
    const HalfTag d;
    const std::size_t lanes = hn::Lanes(d);
    auto sum = hn::Zero(DoubleTag());
    auto largest = hn::Zero(d);
    for (std::size_t i = leaf.begin; i < leaf.end; i += lanes) {
      float* const nearest = distances_.nearest + i;
      const auto old = hn::LoadU(d, nearest);
      auto lower = hn::Min(old, distances_to(d, i));
      if (leaf.end - i < lanes) {
        const auto valid = hn::FirstN(d, leaf.end - i);
        hn::StoreU(hn::IfThenElse(valid, lower, old), d, nearest);
        lower = hn::IfThenElseZero(valid, lower);
      } else {
        hn::StoreU(lower, d, nearest);
      }
      largest = hn::Max(largest, lower);
      sum = hn::Add(sum, weighted(i, lower));
    }
    distances_.sums[region] = hn::GetLane(hn::SumOfLanes(DoubleTag(), sum));
    distances_.largest[region] = hn::GetLane(hn::MaxOfLanes(d, largest));
  }

  const SeedDistances& distances_;
  const float* center_;
};

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

double seed_gain(const SeedDistances& distances, const float* center) {
  return HWY_DYNAMIC_DISPATCH(SeedGain)(distances, center);
}

void seed_lower(const SeedDistances& distances, const float* center) {
  HWY_DYNAMIC_DISPATCH(SeedLower)(distances, center);
}

}  // namespace kvant
#endif
