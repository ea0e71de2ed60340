#include "kmeans/tiles/gap_kernel.hpp"

#include <bit>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kmeans/tiles/gap_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h:
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kvant::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr double kWidestGap = 1e37;  // fits into a float

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
void TellCertaintiesAny(const Proposals<T>& proposals, const Panels<T>& panels, double scale, const Rounding& rounding,
                        Certainties& certainties) {
  const Tag d;
  const hn::Rebind<float, Tag> narrow;
  const auto error = hn::Set(d, 2.1 * panels.error);
  const auto relative = hn::Set(d, rounding.relative);
  const auto absolute = hn::Set(d, rounding.absolute);
  const auto root = hn::Set(d, std::sqrt(rounding.absolute));
  const auto unscale = hn::Set(d, 0.999999 / scale);
  const auto widest = hn::Set(d, kWidestGap);
  const auto none = hn::Zero(d);
  const std::size_t count = proposals.best.size();
  certainties.most.resize(count);
  certainties.gaps.resize(count);
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto center = load_index(proposals.center.data() + i);
    const auto squares = hn::GatherIndex(d, panels.squares.data(), center);
    const auto lengths = hn::GatherIndex(d, panels.lengths.data(), center);
    const auto length = load_wide(proposals.length.data() + i);
    const auto square = hn::Mul(length, length);
    // The best bound is below the true value by twice the error at most, and a little for the rounding here.
    const auto slack = hn::Mul(error, hn::Add(squares, hn::Mul(hn::Add(length, length), lengths)));
    const auto best = hn::Add(load_wide(proposals.best.data() + i), slack);
    const auto own = hn::Max(none, hn::Add(best, square));
    const auto most = hn::Add(hn::Add(best, hn::Mul(relative, own)), absolute);
    const auto second = load_wide(proposals.second.data() + i);
    // The difference of the two distances, which a larger |x| makes smaller. No number where there is no second.
    const auto nearest = hn::Sqrt(own);
    const auto other = hn::Sqrt(hn::Max(none, hn::Add(second, square)));
    const auto margin = hn::Add(hn::Mul(relative, hn::Add(other, nearest)), root);
    const auto gap = hn::Mul(hn::Sub(hn::Sub(other, nearest), margin), unscale);
    const auto told = hn::IfThenElseZero(hn::Gt(gap, none), hn::Min(gap, widest));
    const auto certain = hn::Gt(second, most);
    hn::StoreU(most, d, certainties.most.data() + i);
    hn::StoreU(hn::DemoteTo(narrow, hn::IfThenElse(certain, told, hn::Set(d, -1.0))), narrow,
               certainties.gaps.data() + i);
  }
}

void TellCertaintiesFloat(const Proposals<float>& proposals, const Panels<float>& panels, double scale,
                          const Rounding& rounding, Certainties& certainties) {
  TellCertaintiesAny(proposals, panels, scale, rounding, certainties);
}

void TellCertaintiesDouble(const Proposals<double>& proposals, const Panels<double>& panels, double scale,
                           const Rounding& rounding, Certainties& certainties) {
  TellCertaintiesAny(proposals, panels, scale, rounding, certainties);
}

void LowerGaps(std::span<const std::uint32_t> labels, std::span<const float> steps, std::size_t first,
               std::span<float> gaps, std::vector<std::size_t>& rows) {
  constexpr float factor = 0.999999F;  // covers what subtracting rounds
  rows.resize(gaps.size());
  std::size_t count = 0;
  std::size_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> index;
  const hn::RebindToUnsigned<decltype(d)> label;
  for (; i + hn::Lanes(d) <= gaps.size(); i += hn::Lanes(d)) {
    const auto step = hn::GatherIndex(d, steps.data(), hn::BitCast(index, hn::LoadU(label, labels.data() + i)));
    const auto gap = hn::Sub(hn::Mul(hn::LoadU(d, gaps.data() + i), hn::Set(d, factor)), step);
    hn::StoreU(gap, d, gaps.data() + i);
    std::uint8_t bytes[8] = {};
    hn::StoreMaskBits(d, hn::Not(hn::Gt(gap, hn::Zero(d))), bytes);
    for (auto bits = std::bit_cast<std::uint64_t>(bytes); bits != 0; bits &= bits - 1) {
      rows[count++] = first + i + static_cast<std::size_t>(std::countr_zero(bits));
    }
  }
#endif
  for (; i < gaps.size(); ++i) {
    gaps[i] = factor * gaps[i] - steps[labels[i]];
    if (!(gaps[i] > 0)) rows[count++] = first + i;
  }
  rows.resize(count);
}

}  // namespace kvant::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kvant {

HWY_EXPORT(TellCertaintiesFloat);
HWY_EXPORT(TellCertaintiesDouble);
HWY_EXPORT(LowerGaps);

void tell_certainties(const Proposals<float>& proposals, const Panels<float>& panels, double scale,
                      const Rounding& rounding, Certainties& certainties) {
  HWY_DYNAMIC_DISPATCH(TellCertaintiesFloat)(proposals, panels, scale, rounding, certainties);
}

void tell_certainties(const Proposals<double>& proposals, const Panels<double>& panels, double scale,
                      const Rounding& rounding, Certainties& certainties) {
  HWY_DYNAMIC_DISPATCH(TellCertaintiesDouble)(proposals, panels, scale, rounding, certainties);
}

void lower_gaps(std::span<const std::uint32_t> labels, std::span<const float> steps, std::size_t first,
                std::span<float> gaps, std::vector<std::size_t>& rows) {
  HWY_DYNAMIC_DISPATCH(LowerGaps)(labels, steps, first, gaps, rows);
}

}  // namespace kvant
#endif
