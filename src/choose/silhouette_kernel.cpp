#include "choose/silhouette_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "choose/silhouette_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h:
#include <hwy/highway.h>

#include "kmeans/kept_lanes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace kvant::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// From the middle of the box none of its points is farther than half its diagonal: what lies a whole diagonal behind
// the second nearest to the middle is out. The margins cover rounding.
void NearestTwo(const CandidateList& in, std::uint32_t dimensions, const float* box, CandidateList& out) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  out.reserve(dimensions, in.count);
  const float* low = box;
  const float* high = low + dimensions;
  double diagonal = 0;
  for (std::uint32_t j = 0; j < dimensions; ++j) diagonal += (double{high[j]} - low[j]) * (double{high[j]} - low[j]);

  auto nearest = hn::Set(d, std::numeric_limits<float>::infinity());
  auto second = nearest;
  for (std::size_t i = 0; i < in.count; i += lanes) {
    auto distance = hn::Zero(d);
    for (std::uint32_t j = 0; j < dimensions; ++j) {
      const auto offset = hn::Sub(hn::LoadU(d, in.plane(j) + i), hn::Set(d, 0.5F * low[j] + 0.5F * high[j]));
      distance = hn::Add(distance, hn::Mul(offset, offset));
    }
    hn::StoreU(distance, d, out.distances.data() + i);
    second = hn::Min(second, hn::Max(nearest, distance));
    nearest = hn::Min(nearest, distance);
  }
  // In the lane of the nearest the second may come next, in others their nearest.
  const auto smallest = hn::Set(d, hn::GetLane(hn::MinOfLanes(d, nearest)));
  const auto first = static_cast<float>(hn::FindFirstTrue(d, hn::Eq(nearest, smallest)));
  const auto next = hn::IfThenElse(hn::Eq(hn::Iota(d, 0), hn::Set(d, first)), second, nearest);
  const double margin = 1.0001 + 1e-6 * dimensions;
  const double reach =
      (std::sqrt(double{hn::GetLane(hn::MinOfLanes(d, next))}) + std::sqrt(diagonal)) * margin + 0x1p-68;
  const auto reach_squared =
      hn::Set(d, static_cast<float>(std::min(reach * reach, double{std::numeric_limits<float>::max()})));

  for (std::size_t i = 0; i < in.count; i += lanes) {
    const auto keep = hn::Le(hn::LoadU(d, out.distances.data() + i), reach_squared);
    if (hn::AllFalse(d, keep)) continue;
    const auto kept = kept_lanes(keep);
    for (std::uint32_t j = 0; j < dimensions; ++j) {
      hn::StoreU(to_front(hn::LoadU(d, in.plane(j) + i), kept), d, out.plane(j) + out.count);
    }
    out.count += hn::CountTrue(d, keep);
  }
  const auto infinity = hn::Set(d, std::numeric_limits<float>::infinity());
  for (std::uint32_t j = 0; j < dimensions; ++j) hn::StoreU(infinity, d, out.plane(j) + out.count);
}

void SilhouettesOf(const Points& points, std::size_t begin, std::size_t end, const CandidateList& centers,
                   float* silhouettes) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < end - begin; i += lanes) {
    auto nearest = hn::Set(d, std::numeric_limits<float>::infinity());
    auto second = nearest;
    for (std::size_t c = 0; c < centers.count; ++c) {
      auto distance = hn::Zero(d);
      for (std::uint32_t j = 0; j < points.dimensions; ++j) {
        const auto offset = hn::Sub(hn::LoadU(d, points.plane(j) + begin + i), hn::Set(d, centers.plane(j)[c]));
        distance = hn::Add(distance, hn::Mul(offset, offset));
      }
      second = hn::Min(second, hn::Max(nearest, distance));
      nearest = hn::Min(nearest, distance);
    }
    const auto a = hn::Sqrt(nearest);
    const auto b = hn::Sqrt(second);
    const auto result = hn::IfThenElseZero(hn::Gt(b, hn::Zero(d)), hn::Div(hn::Sub(b, a), b));
    hn::StoreU(result, d, silhouettes + i);
  }
}

}  // namespace kvant::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kvant {

HWY_EXPORT(NearestTwo);
HWY_EXPORT(SilhouettesOf);

void nearest_two(const CandidateList& in, std::uint32_t dimensions, const float* box, CandidateList& out) {
  HWY_DYNAMIC_DISPATCH(NearestTwo)(in, dimensions, box, out);
}

void silhouettes_of(const Points& points, std::size_t begin, std::size_t end, const CandidateList& centers,
                    float* silhouettes) {
  HWY_DYNAMIC_DISPATCH(SilhouettesOf)(points, begin, end, centers, silhouettes);
}

}  // namespace kvant
#endif
