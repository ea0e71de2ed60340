// Moving the lanes of a vector that a mask keeps to its front, compiled for each SIMD target: include it in kernels,
// after foreach_target.h.
#if defined(KVANT_KMEANS_KEPT_LANES) == defined(HWY_TARGET_TOGGLE)
#ifdef KVANT_KMEANS_KEPT_LANES
#undef KVANT_KMEANS_KEPT_LANES
#else
#define KVANT_KMEANS_KEPT_LANES
#endif

#include <hwy/highway.h>

#include "kmeans/kept_lanes.hpp"

HWY_BEFORE_NAMESPACE();
namespace kvant::HWY_NAMESPACE {

/// What to_front() needs to know of a mask, once for all vectors. Both together do what hn::Compress() does, for which
/// GCC 12 copies a table to the stack at each call: 1 KiB under AVX2.
inline auto kept_lanes(hwy::HWY_NAMESPACE::Mask<hwy::HWY_NAMESPACE::ScalableTag<float>> keep) {
  namespace hn = hwy::HWY_NAMESPACE;
#if HWY_HAVE_SCALABLE || HWY_TARGET <= HWY_AVX3
  return keep;
#else
  const hn::ScalableTag<float> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const hn::Rebind<std::uint8_t, decltype(d)> narrow;
  std::uint8_t bits[8] = {};
  hn::StoreMaskBits(d, keep, bits);
  return hn::IndicesFromVec(d, hn::PromoteTo(du, hn::LoadU(narrow, kKeptLanes[bits[0]].data())));
#endif
}

/// The lanes kept, in order, then any. To be stored whole: hn::CompressStore() compresses straight to memory under
/// AVX-512, which AMD's cores do in microcode, a hundred cycles each.
template <class Kept>
hwy::HWY_NAMESPACE::Vec<hwy::HWY_NAMESPACE::ScalableTag<float>> to_front(
    hwy::HWY_NAMESPACE::Vec<hwy::HWY_NAMESPACE::ScalableTag<float>> lanes, Kept kept) {
#if HWY_HAVE_SCALABLE || HWY_TARGET <= HWY_AVX3
  return hwy::HWY_NAMESPACE::Compress(lanes, kept);
#else
  return hwy::HWY_NAMESPACE::TableLookupLanes(lanes, kept);
#endif
}

}  // namespace kvant::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
