// What quantize() promises for any picture.
#include "kvant/quantize.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string>

#include "kmeans/simd_target.hpp"
#include "kvant/error.hpp"
#include "kvant/version.hpp"
#include "property/quantize_checks.hpp"
#include "support/sanitized.hpp"

namespace kvant {
namespace {

using test::Scene;

constexpr std::array all_spaces = {Space::srgb, Space::linear, Space::oklab};

TEST(Quantize, EverySceneSpaceDepthAndAlpha) {
  std::uint32_t seed = 0;
  for (int scene = 0; scene < test::kScenes; ++scene) {
    for (std::uint32_t channels : {3u, 4u}) {
      for (std::uint32_t depth : {8u, 16u}) {
        for (Space space : all_spaces) {
          for (std::uint32_t k : {1u, 2u, 3u, 16u, 100u, 256u, 300u}) {
            if (++seed; test::kSanitized && seed % 3 != 0) continue;
            const auto kind = static_cast<Scene>(scene);
            SCOPED_TRACE(test::name_of(kind) + ", " + std::to_string(channels) + " channels, " + std::to_string(depth) +
                         " bits, " + std::string(space_name(space)) + ", k = " + std::to_string(k) + ", seed " +
                         std::to_string(seed));
            const Image image = test::make_picture(kind, 48, 37, channels, depth, seed);
            test::check_quantize(image, {.colors = k, .space = space, .effort = static_cast<int>(1 + seed % 10)});
          }
        }
      }
    }
  }
}

TEST(Quantize, RandomPictures) {
  EXPECT_TRUE(rc::check("quantize() keeps its promises", [] {
    const Image image = test::make_picture(
        static_cast<Scene>(*rc::gen::inRange(0, test::kScenes)), *rc::gen::inRange<std::uint32_t>(1, 40),
        *rc::gen::inRange<std::uint32_t>(1, 40), *rc::gen::element<std::uint32_t>(3, 4),
        *rc::gen::element<std::uint32_t>(8, 16), *rc::gen::arbitrary<std::uint32_t>());
    const QuantizeOptions options{.colors = *rc::gen::inRange<std::uint32_t>(1, 400),
                                  .space = *rc::gen::element(Space::srgb, Space::linear, Space::oklab),
                                  .init = *rc::gen::element(Init::kmeans_plus_plus, Init::random),
                                  .effort = *rc::gen::inRange(1, 11),
                                  .tolerance = *rc::gen::element(0.0, 1e-4),
                                  .seed = *rc::gen::arbitrary<std::uint64_t>(),
                                  .threads = *rc::gen::element(0u, 1u, 2u)};
    const std::string problems = test::quantize_problems(image, options);
    if (!problems.empty()) RC_FAIL(problems);
  }));
}

// Colors so close that centers round to the same 8-bit color unless care is taken.
TEST(Quantize, ExactlyKColorsOfKPlusOne) {
  for (Space space : all_spaces) {
    SCOPED_TRACE(space_name(space));
    Palette grays;
    for (int v = 0; v < 256; ++v) {
      const auto byte = static_cast<std::uint8_t>(v);
      grays.push_back({byte, byte, byte, 255});
    }
    const Image all_grays = test::row_of(grays);
    for (std::uint32_t k : {1u, 2u, 100u, 200u, 254u, 255u, 256u}) {
      test::check_quantize(all_grays, {.colors = k, .space = space});
    }
    Palette dark;
    for (int v = 0; v < 257; ++v) {
      dark.push_back({static_cast<std::uint8_t>(v % 7), static_cast<std::uint8_t>(v / 7 % 7),
                      static_cast<std::uint8_t>(v / 49), 255});
    }
    const Image close = test::row_of(dark);
    for (std::uint32_t k : {128u, 200u, 255u, 256u, 257u}) {
      SCOPED_TRACE(k);
      test::check_quantize(close, {.colors = k, .space = space});
    }
  }
}

TEST(Quantize, FlatGradients) {
  for (Space space : all_spaces) {
    for (std::uint32_t step : {1u, 2u, 3u}) {
      Palette colors;
      for (std::uint32_t i = 0; i < 600; ++i) {
        const std::uint32_t v = 90 + i / 40 * step;
        colors.push_back({static_cast<std::uint8_t>(v), static_cast<std::uint8_t>(v + i % 5),
                          static_cast<std::uint8_t>(200 - v / 2), 255});
      }
      for (std::uint32_t k : {2u, 7u, 16u, 40u, 60u, 74u, 75u}) {
        SCOPED_TRACE(std::string(space_name(space)) + ", step " + std::to_string(step) + ", k " + std::to_string(k));
        test::check_quantize(test::row_of(colors), {.colors = k, .space = space});
      }
    }
  }
}

TEST(Quantize, SmallestPictures) {
  for (std::uint32_t channels : {3u, 4u}) {
    for (std::uint32_t depth : {8u, 16u}) {
      for (std::uint32_t k : {1u, 2u, 256u, 65536u}) {
        SCOPED_TRACE(std::to_string(channels) + ' ' + std::to_string(depth) + ' ' + std::to_string(k));
        test::check_quantize(test::make_picture(Scene::noise, 1, 1, channels, depth, 3), {.colors = k});
        test::check_quantize(test::make_picture(Scene::noise, 2, 1, channels, depth, 4), {.colors = k});
        test::check_quantize(test::make_picture(Scene::noise, 1, 3, channels, depth, 5), {.colors = k});
      }
    }
  }
}

TEST(Quantize, OneColor) {
  Image image{30, 20, 3, 8, {}};
  image.samples.assign(image.pixels() * 3, 77);
  for (std::uint32_t k : {1u, 5u}) {
    const QuantizeResult result = quantize(image, {.colors = k});
    EXPECT_EQ(result.image.palette, (Palette{{77, 77, 77, 255}}));
    EXPECT_EQ(result.mse, 0);
    EXPECT_EQ(result.mean_delta_e, 0);
    EXPECT_TRUE(result.converged);
    test::check_quantize(image, {.colors = k});
  }
}

TEST(Quantize, HiddenColorsOfTransparentPixelsAreOne) {
  const Image image = test::row_of({{1, 2, 3, 0}, {200, 100, 0, 0}, {9, 9, 9, 255}, {0, 0, 0, 0}});
  const QuantizeResult result = quantize(image, {.colors = 8});
  EXPECT_EQ(result.distinct_colors, 2u);
  EXPECT_EQ(result.image.palette.size(), 2u);
  EXPECT_EQ(result.mse, 0);
  EXPECT_EQ(result.mean_delta_e, 0);
}

TEST(Quantize, AllTransparent) {
  Palette colors(40, Color{5, 6, 7, 0});
  for (std::uint32_t k : {1u, 2u, 9u}) {
    const QuantizeResult result = quantize(test::row_of(colors), {.colors = k});
    EXPECT_EQ(result.image.palette, (Palette{{0, 0, 0, 0}})) << k;
  }
}

// A rare transparent pixel among many opaque colors keeps its own entry.
TEST(Quantize, RareTransparencySurvives) {
  Image image = test::make_picture(Scene::noise, 64, 64, 4, 8, 9);
  for (std::size_t i = 0; i < image.pixels(); ++i) image.samples[4 * i + 3] = 255;
  image.samples[4 * 1000 + 3] = 0;
  for (std::uint32_t k : {2u, 3u, 16u}) {
    for (Space space : all_spaces) test::check_quantize(image, {.colors = k, .space = space});
  }
}

TEST(Quantize, MoreThan256Colors) {
  const Image image = test::make_picture(Scene::noise, 100, 80, 3, 8, 12);
  for (std::uint32_t k : {257u, 1000u, 7500u, 65536u}) {
    SCOPED_TRACE(k);
    test::check_quantize(image, {.colors = k, .effort = 1, .max_iterations = 10});
  }
}

TEST(Quantize, StartingPaletteSetsTheSize) {
  const Image image = test::make_picture(Scene::photo, 60, 40, 3, 8, 2);
  const Palette start = {{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}};
  for (Space space : all_spaces) {
    const QuantizeResult result = quantize(image, {.colors = 50, .space = space, .start = start});
    EXPECT_EQ(result.image.palette.size(), 3u);
  }
}

TEST(Quantize, MeanOfOneCluster) {
  const Image image = test::row_of({{10, 20, 30, 255}, {20, 30, 40, 255}, {60, 40, 20, 255}});
  EXPECT_EQ(quantize(image, {.colors = 1, .space = Space::srgb}).image.palette, (Palette{{30, 30, 30, 255}}));
}

std::string describe(const QuantizeResult& result) {
  std::string text;
  for (const Color& c : result.image.palette) {
    for (int v : {c.r, c.g, c.b, c.a}) text += std::to_string(v) + ',';
    text += ' ';
  }
  std::uint64_t hash = 14695981039346656037u;
  for (std::size_t i = 0; i < test::index_count(result.image); ++i) {
    hash = (hash ^ test::index_at(result.image, i)) * 1099511628211u;
  }
  std::array<char, 200> numbers{};
  std::snprintf(numbers.data(), numbers.size(), "%016llx mse %a psnr %a delta %a inertia %a %zu iterations %d",
                static_cast<unsigned long long>(hash), result.mse, result.psnr, result.mean_delta_e, result.inertia,
                result.iterations.size(), result.converged);
  text += numbers.data();
  for (const IterationStatistics& i : result.iterations) {
    std::snprintf(numbers.data(), numbers.size(), " [%a %llu %a]", i.inertia,
                  static_cast<unsigned long long>(i.reassigned), i.center_shift);
    text += numbers.data();
  }
  return text;
}

struct Setting {
  Image image;
  QuantizeOptions options;
};

std::vector<Setting> settings() {
  std::vector<Setting> list;
  std::uint32_t seed = 50;
  for (std::uint32_t k : {2u, 24u, 256u}) {
    for (Space space : all_spaces) {
      for (std::uint32_t channels : {3u, 4u}) {
        const Scene scene = seed % 2 ? Scene::photo : Scene::noise;
        list.push_back({test::make_picture(scene, 90, 61, channels, seed % 3 ? 8 : 16, seed),
                        {.colors = k, .space = space, .effort = static_cast<int>(1 + seed % 8)}});
        ++seed;
      }
    }
  }
  return list;
}

TEST(QuantizeDeterminism, SameOnAnyNumberOfThreads) {
  for (Setting& setting : settings()) {
    setting.options.threads = 1;
    const std::string one = describe(quantize(setting.image, setting.options));
    for (unsigned threads : {2u, 5u, 0u}) {
      setting.options.threads = threads;
      ASSERT_EQ(describe(quantize(setting.image, setting.options)), one) << threads << " threads";
    }
  }
}

TEST(QuantizeDeterminism, SameOnEverySimdTarget) {
  const auto targets = simd_targets();
  ASSERT_FALSE(targets.empty());
  const std::string before(simd_target());
  for (const Setting& setting : settings()) {
    force_simd_target(targets.front());
    ASSERT_EQ(simd_target(), targets.front());
    const std::string best = describe(quantize(setting.image, setting.options));
    for (std::string_view target : targets) {
      force_simd_target(target);
      ASSERT_EQ(simd_target(), target);
      ASSERT_EQ(describe(quantize(setting.image, setting.options)), best) << target;
    }
  }
  force_simd_target(before);
}

TEST(QuantizeDeterminism, SeedsDiffer) {
  const Image image = test::make_picture(Scene::noise, 60, 60, 3, 8, 1);
  const QuantizeOptions zero{.colors = 30, .effort = 1};
  QuantizeOptions one = zero;
  one.seed = 1;
  EXPECT_EQ(describe(quantize(image, zero)), describe(quantize(image, zero)));
  EXPECT_NE(describe(quantize(image, zero)), describe(quantize(image, one)));
}

TEST(SimdTarget, UnknownNamesAreRefused) {
  try {
    force_simd_target("ABACUS");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
  }
}

TEST(QuantizeArguments, AreChecked) {
  const Image image = test::make_picture(Scene::noise, 20, 20, 3, 8, 1);
  const auto refused = [&](const QuantizeOptions& options, const std::string& what) {
    try {
      (void)quantize(image, options);
      ADD_FAILURE() << what << " was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument) << what;
    }
  };
  refused({.colors = 0}, "k = 0");
  refused({.colors = 65537}, "k = 65537");
  refused({.start = Palette(65537)}, "a starting palette of 65537");
  refused({.effort = 0}, "effort 0");
  refused({.effort = 11}, "effort 11");
  refused({.tolerance = -1}, "a negative tolerance");
  refused({.tolerance = std::numeric_limits<double>::quiet_NaN()}, "a tolerance of NaN");
  refused({.max_iterations = 0}, "no iterations");
}

TEST(QuantizeArguments, PicturesAreChecked) {
  const auto refused = [&](const Image& image, const std::string& what) {
    try {
      (void)quantize(image, {.colors = 2});
      ADD_FAILURE() << what << " was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument) << what;
    }
  };
  refused({0, 0, 3, 8, {}}, "no pixels");
  refused({2, 2, 3, 8, Buffer<std::uint8_t>(11)}, "too few samples");
  refused({2, 2, 2, 8, Buffer<std::uint8_t>(8)}, "2 channels");
  refused({2, 2, 3, 12, Buffer<std::uint8_t>(24)}, "12 bits");
}

}  // namespace
}  // namespace kvant
