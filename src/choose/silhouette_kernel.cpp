#include "choose/silhouette_kernel.hpp"

#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "choose/silhouette_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h:
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kvant::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void SilhouettesOf(const Points& points, std::size_t begin, std::size_t end, std::span<const float> centers,
                   float* silhouettes) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  const std::uint32_t dimensions = points.dimensions;
  for (std::size_t i = 0; i < end - begin; i += lanes) {
    auto nearest = hn::Set(d, std::numeric_limits<float>::infinity());
    auto second = nearest;
    for (std::size_t c = 0; c < centers.size(); c += dimensions) {
      auto distance = hn::Zero(d);
      for (std::uint32_t j = 0; j < dimensions; ++j) {
        const auto offset = hn::Sub(hn::LoadU(d, points.plane(j) + begin + i), hn::Set(d, centers[c + j]));
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

HWY_EXPORT(SilhouettesOf);

void silhouettes_of(const Points& points, std::size_t begin, std::size_t end, std::span<const float> centers,
                    float* silhouettes) {
  HWY_DYNAMIC_DISPATCH(SilhouettesOf)(points, begin, end, centers, silhouettes);
}

}  // namespace kvant
#endif
