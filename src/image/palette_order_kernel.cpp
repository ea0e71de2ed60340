#include "image/palette_order_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/palette_order_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h:
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kvant::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The sum of (a - b) * (c - d) over [first, last).
std::int32_t Dot(const std::int16_t* a, const std::int16_t* b, const std::int16_t* c, const std::int16_t* d,
                 std::size_t first, std::size_t last) {
  std::int32_t sum = 0;
  std::size_t k = first;
#if HWY_TARGET != HWY_SCALAR
  const hn::CappedTag<std::int16_t, 16> d16;  // longer vectors would leave more to the loop below
  const hn::RepartitionToWide<decltype(d16)> d32;
  const std::size_t lanes = hn::Lanes(d16);
  auto sum0 = hn::Zero(d32);
  auto sum1 = hn::Zero(d32);
  for (; k + lanes <= last; k += lanes) {
    const auto pairs = hn::Sub(hn::LoadU(d16, a + k), hn::LoadU(d16, b + k));
    const auto costs = hn::Sub(hn::LoadU(d16, c + k), hn::LoadU(d16, d + k));
    sum0 = hn::ReorderWidenMulAccumulate(d32, pairs, costs, sum0, sum1);
  }
  sum = hn::GetLane(hn::SumOfLanes(d32, hn::Add(sum0, sum1)));
#endif
  for (; k < last; ++k) sum += (a[k] - b[k]) * (c[k] - d[k]);
  return sum;
}

std::size_t NextSwap(const OrderCosts& order, std::size_t i, std::size_t first) {
  const std::int16_t* pairs_i = order.row(i);
  const std::int16_t* costs_i = order.costs_from(i);
  for (std::size_t j = first; j < order.size; ++j) {
    const std::int16_t* pairs_j = order.row(j);
    const std::int16_t* costs_j = order.costs_from(j);
    const auto term = [&](std::size_t k) { return (pairs_i[k] - pairs_j[k]) * (costs_i[k] - costs_j[k]); };
    // The distance between the two stays.
    if (Dot(pairs_i, pairs_j, costs_i, costs_j, 0, order.size) - term(i) - term(j) > 0) return j;
  }
  return order.size;
}

/// How much cheaper it gets if the entry of position `from`, having come to `at`, steps to at + 1. What it passed lies
/// one further left than the table says.
std::int32_t StepRightGain(const OrderCosts& order, std::size_t from, std::size_t at) {
  const std::int16_t* moving = order.row(from);
  const std::int16_t* passed = order.row(at + 1);
  const std::int16_t* here = order.costs_from(at);
  const std::int16_t* there = order.costs_from(at + 1);
  return Dot(moving, passed, here, there, 0, from) + Dot(moving + 1, passed + 1, here, there, from, at) +
         Dot(moving, passed, here, there, at + 2, order.size);
}

std::int32_t StepLeftGain(const OrderCosts& order, std::size_t from, std::size_t at) {
  const std::int16_t* moving = order.row(from);
  const std::int16_t* passed = order.row(at - 1);
  const std::int16_t* here = order.costs_from(at);
  const std::int16_t* there = order.costs_from(at - 1);
  return Dot(moving, passed, here, there, 0, at - 1) + Dot(moving - 1, passed - 1, here, there, at + 1, from + 1) +
         Dot(moving, passed, here, there, from + 1, order.size);
}

/// A move is a series of swaps with the next neighbor.
std::size_t CheapestPlace(const OrderCosts& order, std::size_t from) {
  std::size_t best = from;
  std::int64_t most = 0;
  std::int64_t gain = 0;
  for (std::size_t at = from; at + 1 < order.size; ++at) {
    gain += StepRightGain(order, from, at);
    if (gain > most) most = gain, best = at + 1;
  }
  gain = 0;
  for (std::size_t at = from; at > 0; --at) {
    gain += StepLeftGain(order, from, at);
    if (gain > most) most = gain, best = at - 1;
  }
  return best;
}

}  // namespace kvant::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kvant {

HWY_EXPORT(NextSwap);
HWY_EXPORT(CheapestPlace);

std::size_t next_swap(const OrderCosts& order, std::size_t i, std::size_t first) {
  return HWY_DYNAMIC_DISPATCH(NextSwap)(order, i, first);
}

std::size_t cheapest_place(const OrderCosts& order, std::size_t from) {
  return HWY_DYNAMIC_DISPATCH(CheapestPlace)(order, from);
}

}  // namespace kvant
#endif
