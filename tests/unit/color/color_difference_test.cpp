#include "color/color_difference.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "oneapi/tbb/task_arena.h"
#include "support/wide_colors.hpp"
#include "unit/color/simd_targets.hpp"

namespace kvant {
namespace {

using test::byte;
using test::wide;

struct Pair {
  Lab a, b;
  double difference;
};

// Table 1 of Sharma, Wu, Dalal (2005).
constexpr std::array<Pair, 34> published = {{
    {{50.0000, 2.6772, -79.7751}, {50.0000, 0.0000, -82.7485}, 2.0425},
    {{50.0000, 3.1571, -77.2803}, {50.0000, 0.0000, -82.7485}, 2.8615},
    {{50.0000, 2.8361, -74.0200}, {50.0000, 0.0000, -82.7485}, 3.4412},
    {{50.0000, -1.3802, -84.2814}, {50.0000, 0.0000, -82.7485}, 1.0000},
    {{50.0000, -1.1848, -84.8006}, {50.0000, 0.0000, -82.7485}, 1.0000},
    {{50.0000, -0.9009, -85.5211}, {50.0000, 0.0000, -82.7485}, 1.0000},
    {{50.0000, 0.0000, 0.0000}, {50.0000, -1.0000, 2.0000}, 2.3669},
    {{50.0000, -1.0000, 2.0000}, {50.0000, 0.0000, 0.0000}, 2.3669},
    {{50.0000, 2.4900, -0.0010}, {50.0000, -2.4900, 0.0009}, 7.1792},
    {{50.0000, 2.4900, -0.0010}, {50.0000, -2.4900, 0.0010}, 7.1792},
    {{50.0000, 2.4900, -0.0010}, {50.0000, -2.4900, 0.0011}, 7.2195},
    {{50.0000, 2.4900, -0.0010}, {50.0000, -2.4900, 0.0012}, 7.2195},
    {{50.0000, -0.0010, 2.4900}, {50.0000, 0.0009, -2.4900}, 4.8045},
    {{50.0000, -0.0010, 2.4900}, {50.0000, 0.0010, -2.4900}, 4.8045},
    {{50.0000, -0.0010, 2.4900}, {50.0000, 0.0011, -2.4900}, 4.7461},
    {{50.0000, 2.5000, 0.0000}, {50.0000, 0.0000, -2.5000}, 4.3065},
    {{50.0000, 2.5000, 0.0000}, {73.0000, 25.0000, -18.0000}, 27.1492},
    {{50.0000, 2.5000, 0.0000}, {61.0000, -5.0000, 29.0000}, 22.8977},
    {{50.0000, 2.5000, 0.0000}, {56.0000, -27.0000, -3.0000}, 31.9030},
    {{50.0000, 2.5000, 0.0000}, {58.0000, 24.0000, 15.0000}, 19.4535},
    {{50.0000, 2.5000, 0.0000}, {50.0000, 3.1736, 0.5854}, 1.0000},
    {{50.0000, 2.5000, 0.0000}, {50.0000, 3.2972, 0.0000}, 1.0000},
    {{50.0000, 2.5000, 0.0000}, {50.0000, 1.8634, 0.5757}, 1.0000},
    {{50.0000, 2.5000, 0.0000}, {50.0000, 3.2592, 0.3350}, 1.0000},
    {{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644},
    {{63.0109, -31.0961, -5.8663}, {62.8187, -29.7946, -4.0864}, 1.2630},
    {{61.2901, 3.7196, -5.3901}, {61.4292, 2.2480, -4.9620}, 1.8731},
    {{35.0831, -44.1164, 3.7933}, {35.0232, -40.0716, 1.5901}, 1.8645},
    {{22.7233, 20.0904, -46.6940}, {23.0331, 14.9730, -42.5619}, 2.0373},
    {{36.4612, 47.8580, 18.3852}, {36.2715, 50.5065, 21.2231}, 1.4146},
    {{90.8027, -2.0831, 1.4410}, {91.1528, -1.6435, 0.0447}, 1.4441},
    {{90.9257, -0.5406, -0.9208}, {88.6381, -0.8985, -0.7239}, 1.5381},
    {{6.7747, -0.2908, -2.4247}, {5.8714, -0.0985, -2.2286}, 0.6377},
    {{2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}, 0.9082},
}};

double bulk_difference(Color a, Color b) {
  const std::array colors = {wide(a)};
  const std::array<std::uint64_t, 1> counts = {3};
  const std::array<std::uint32_t, 1> labels = {0};
  const std::array palette = {b};
  return summarize_ciede2000(colors, counts, labels, palette).mean;
}

struct Workload {
  std::vector<Rgba16> colors;
  std::vector<std::uint64_t> counts;
  std::vector<std::uint32_t> labels;
  Palette palette;
};

Workload random_workload(std::size_t n, bool with_alpha) {
  std::mt19937 generator(11);
  const auto next = [&] { return static_cast<std::uint32_t>(generator()); };
  const auto color = [&] {
    const std::uint32_t bits = next();
    return Color{byte(bits), byte(bits >> 8), byte(bits >> 16), with_alpha ? byte(bits >> 24) : byte(255)};
  };
  Workload w;
  for (int i = 0; i < 300; ++i) w.palette.push_back(color());
  for (std::size_t i = 0; i < n; ++i) {
    w.colors.push_back(wide(color()));
    w.counts.push_back(next() % 1000);
    w.labels.push_back(next() % 300);
  }
  return w;
}

double mean_of(const Workload& w) { return summarize_ciede2000(w.colors, w.counts, w.labels, w.palette).mean; }

TEST(Ciede2000, AllPublishedPairs) {
  for (std::size_t i = 0; i < published.size(); ++i) {
    EXPECT_NEAR(ciede2000(published[i].a, published[i].b), published[i].difference, 1e-4) << i + 1;
    EXPECT_NEAR(ciede2000(published[i].b, published[i].a), published[i].difference, 1e-4) << i + 1;
  }
}

TEST(Ciede2000, LabOfKnownColors) {
  // http://www.brucelindbloom.com, D65, no adaptation.
  const auto expect = [](Color c, double L, double a, double b) {
    const Lab lab = lab_of(c);
    EXPECT_NEAR(lab.L, L, 2e-3);
    EXPECT_NEAR(lab.a, a, 2e-3);
    EXPECT_NEAR(lab.b, b, 2e-3);
  };
  expect({255, 255, 255, 255}, 100, 0, 0);
  expect({0, 0, 0, 255}, 0, 0, 0);
  expect({255, 0, 0, 255}, 53.2408, 80.0925, 67.2032);
  expect({0, 255, 0, 255}, 87.7347, -86.1827, 83.1793);
  expect({0, 0, 255, 255}, 32.2970, 79.1875, -107.8602);
}

TEST(MeanCiede2000, WithinAThousandthOfTheReference) {
  std::mt19937 generator(5);
  double worst = 0;
  for (int i = 0; i < 200000; ++i) {
    const auto bits = static_cast<std::uint32_t>(generator());
    const auto more = static_cast<std::uint32_t>(generator());
    const Color a = {byte(bits), byte(bits >> 8), byte(bits >> 16), 255};
    // Half of them near neighbors, which is what a palette gives.
    const auto near = [&](std::uint8_t v, int shift) { return byte(v ^ ((more >> shift) & 7)); };
    const Color b = i % 2 ? Color{near(a.r, 0), near(a.g, 3), near(a.b, 6), 255}
                          : Color{byte(more), byte(more >> 8), byte(more >> 16), 255};
    const double error = std::abs(bulk_difference(a, b) - ciede2000(lab_of(a), lab_of(b)));
    worst = std::max(worst, error);
    ASSERT_LT(error, 1e-3) << int{a.r} << ' ' << int{a.g} << ' ' << int{a.b} << " to " << int{b.r} << ' ' << int{b.g}
                           << ' ' << int{b.b};
  }
  RecordProperty("worst", std::to_string(worst));
}

TEST(MeanCiede2000, GraysAreLightnessOnly) {
  for (std::uint32_t v = 0; v < 256; ++v) {
    for (std::uint32_t w = 0; w < 256; w += 5) {
      const Color a = {byte(v), byte(v), byte(v), 255};
      const Color b = {byte(w), byte(w), byte(w), 255};
      ASSERT_NEAR(bulk_difference(a, b), ciede2000(lab_of(a), lab_of(b)), 1e-3) << v << ' ' << w;
    }
  }
}

TEST(MeanCiede2000, SameColorIsZero) {
  for (std::uint32_t v = 0; v < (1u << 24); v += 4099) {
    const Color c = {byte(v >> 16), byte(v >> 8), byte(v), 255};
    ASSERT_EQ(bulk_difference(c, c), 0) << v;
    const Color glass = {c.r, c.g, c.b, byte(v >> 3)};
    ASSERT_EQ(bulk_difference(glass, glass), 0) << v;
  }
}

TEST(MeanCiede2000, IsTheWeightedMean) {
  const Workload w = random_workload(5000, false);
  double sum = 0;
  double weight = 0;
  for (std::size_t i = 0; i < w.colors.size(); ++i) {
    const auto narrow = [](std::uint16_t v) { return static_cast<std::uint8_t>(v / 257); };
    const Color c = {narrow(w.colors[i].r), narrow(w.colors[i].g), narrow(w.colors[i].b), 255};
    sum += static_cast<double>(w.counts[i]) * ciede2000(lab_of(c), lab_of(w.palette[w.labels[i]]));
    weight += static_cast<double>(w.counts[i]);
  }
  EXPECT_NEAR(mean_of(w), sum / weight, 1e-4);
}

TEST(Ciede2000OfEach, HasThatMean) {
  for (const bool with_alpha : {false, true}) {
    const Workload w = random_workload(1500, with_alpha);
    const std::vector<float> each = ciede2000_of_each(w.colors, w.labels, w.palette);
    ASSERT_EQ(each.size(), w.colors.size());
    double sum = 0;
    double weight = 0;
    for (std::size_t i = 0; i < each.size(); ++i) {
      sum += static_cast<double>(w.counts[i]) * each[i];
      weight += static_cast<double>(w.counts[i]);
    }
    EXPECT_NEAR(sum / weight, mean_of(w), 1e-9);
  }
  EXPECT_TRUE(ciede2000_of_each({}, {}, {}).empty());
}

TEST(MeanCiede2000, NoColorsIsZero) { EXPECT_EQ(summarize_ciede2000({}, {}, {}, {}).mean, 0); }

TEST(MeanCiede2000, AlphaIsTheLargerOfWhiteAndBlack) {
  // Black at half alpha against nothing: over black the same, over white a gray against white.
  const Color half_black = {0, 0, 0, 128};
  const Color nothing = {0, 0, 0, 0};
  EXPECT_NEAR(bulk_difference(half_black, nothing),
              ciede2000(lab_of({127, 127, 127, 255}), lab_of({255, 255, 255, 255})), 1e-3);
  const Color half_white = {255, 255, 255, 128};
  EXPECT_NEAR(bulk_difference(half_white, nothing), ciede2000(lab_of({128, 128, 128, 255}), lab_of({0, 0, 0, 255})),
              1e-3);
  const Color white = {255, 255, 255, 255};
  EXPECT_NEAR(bulk_difference(white, nothing), 100, 1e-3);
}

TEST(MeanCiede2000, SameBitsOnAnyNumberOfThreads) {
  for (bool with_alpha : {false, true}) {
    const Workload w = random_workload(20000, with_alpha);
    const double expected = mean_of(w);
    for (int threads : {1, 2, 5}) {
      oneapi::tbb::task_arena arena(threads);
      const double mean = arena.execute([&] { return mean_of(w); });
      EXPECT_EQ(std::bit_cast<std::uint64_t>(mean), std::bit_cast<std::uint64_t>(expected)) << threads;
    }
  }
}

// The recorded bits: a compiler, library or machine that changes one of them changes the figures that users see.
TEST(MeanCiede2000, BitsAreTheRecordedOnes) {
  const Workload opaque = random_workload(20000, false);
  const Workload glass = random_workload(20000, true);
  on_every_simd_target([&](const char* name) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(mean_of(opaque)), 4631485946788738751u) << name;
    EXPECT_EQ(std::bit_cast<std::uint64_t>(mean_of(glass)), 4630520412084386587u) << name;
  });
}

}  // namespace
}  // namespace kvant
