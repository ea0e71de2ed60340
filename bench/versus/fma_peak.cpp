#include "fma_peak.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>

#include "worker.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fma_peak.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h:
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Twelve sums, as the kernel of tiles has: enough to hide the latency of adding, few enough for any processor's
// registers. They begin apart, or the compiler would make one of them. Returns the operations done; the sum goes where
// the compiler cannot tell that nobody wants it.
double MultiplyAdd(std::size_t rounds, std::atomic<float>& out) {
  const hn::ScalableTag<float> d;
  const auto factor = hn::Set(d, out.load());
  const auto term = hn::Set(d, 0.5F);
  auto a = hn::Iota(d, 0.0F);
  auto b = hn::Add(a, factor);
  auto c = hn::Add(b, factor);
  auto e = hn::Add(c, factor);
  auto f = hn::Add(e, factor);
  auto g = hn::Add(f, factor);
  auto h = hn::Add(g, factor);
  auto i = hn::Add(h, factor);
  auto j = hn::Add(i, factor);
  auto k = hn::Add(j, factor);
  auto l = hn::Add(k, factor);
  auto m = hn::Add(l, factor);
  for (std::size_t round = 0; round < rounds; ++round) {
    a = hn::MulAdd(a, factor, term);
    b = hn::MulAdd(b, factor, term);
    c = hn::MulAdd(c, factor, term);
    e = hn::MulAdd(e, factor, term);
    f = hn::MulAdd(f, factor, term);
    g = hn::MulAdd(g, factor, term);
    h = hn::MulAdd(h, factor, term);
    i = hn::MulAdd(i, factor, term);
    j = hn::MulAdd(j, factor, term);
    k = hn::MulAdd(k, factor, term);
    l = hn::MulAdd(l, factor, term);
    m = hn::MulAdd(m, factor, term);
  }
  const auto first = hn::Add(hn::Add(hn::Add(a, b), hn::Add(c, e)), hn::Add(f, g));
  const auto second = hn::Add(hn::Add(hn::Add(h, i), hn::Add(j, k)), hn::Add(l, m));
  out.store(hn::GetLane(hn::Add(first, second)));
  return 2.0 * 12.0 * static_cast<double>(rounds) * static_cast<double>(hn::Lanes(d));
}

}  // namespace HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

HWY_EXPORT(MultiplyAdd);

double fma_peak(kvant::Workers& workers) {
  constexpr std::size_t rounds = 1'000'000;
  constexpr int tries = 100;
  double best = 0;
  for (int i = 0; i < tries; ++i) {
    std::atomic<double> operations = 0;
    const auto work = [&](std::size_t, std::size_t) {
      std::atomic<float> factor = 0.5F;
      operations.fetch_add(HWY_DYNAMIC_DISPATCH(MultiplyAdd)(rounds, factor));
    };
    const double seconds = worker::seconds([&] { workers.run(workers.count(), work); });
    best = std::max(best, operations.load() / seconds);
  }
  return best;
}

#endif  // HWY_ONCE
