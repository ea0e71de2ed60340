// The search for the most colors in a file of a given size.
#include "weigh/size_search.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace kvant {
namespace {

struct Found {
  std::optional<std::uint32_t> colors;
  int measured = 0;
};

/// Sizes grow by 1,000 bytes a color; a sample foretells them wrong by a factor.
Found find(std::uint64_t aim, double factor, double drift) {
  Found found;
  SizeSearch search{.least = 1, .most = 256, .aim = aim, .foretell = {}, .measure = {}};
  search.foretell = [&](std::uint32_t colors) { return 1000.0 * colors * (factor + drift * colors); };
  search.measure = [&](std::uint32_t colors) {
    ++found.measured;
    return std::uint64_t{1000} * colors;
  };
  found.colors = most_colors_within(search);
  return found;
}

TEST(SizeSearch, IsNearWithFourFiles) {
  for (const double factor : {0.5, 0.8, 1.0, 1.3, 2.0}) {
    for (const double drift : {-0.001, 0.0, 0.001}) {
      for (const std::uint64_t colors : {2, 17, 100, 200, 255}) {
        const Found found = find(1000 * colors + 10, factor, drift);
        ASSERT_TRUE(found.colors);
        EXPECT_LE(found.measured, 4) << factor << " " << drift << " " << colors;
        EXPECT_LE(*found.colors, colors);
        EXPECT_GE(*found.colors, colors * 19 / 20) << factor << " " << drift << " " << colors;
      }
    }
  }
}

TEST(SizeSearch, EndsAreMeasured) {
  EXPECT_FALSE(find(999, 1, 0).colors);
  EXPECT_EQ(find(1000, 0.4, 0).colors, 1U);
  const Found all = find(1'000'000, 1, 0);
  EXPECT_EQ(all.colors, 256U);
  EXPECT_EQ(all.measured, 1);
}

TEST(SizeSearch, NoneFitsUntilTheLeast) {
  // Foretold to fit, again and again: still it ends, with what was measured.
  SizeSearch search{.least = 1, .most = 256, .aim = 500, .foretell = {}, .measure = {}};
  search.foretell = [](std::uint32_t) { return 1.0; };
  search.measure = [](std::uint32_t colors) { return std::uint64_t{colors == 1 ? 400U : 1000U}; };
  EXPECT_EQ(most_colors_within(search), 1U);
}

TEST(SizeSearch, SamplesAreTilesOfThePicture) {
  Image image{1000, 700, 3, 8, {}};
  for (std::uint32_t y = 0; y < image.height; ++y) {
    for (std::uint32_t x = 0; x < image.width; ++x) {
      for (const std::uint32_t sample : {x / 4, y / 4, 7U}) image.samples.push_back(static_cast<std::uint8_t>(sample));
    }
  }
  const Image sample = sample_of(image);
  EXPECT_EQ(sample.pixels(), 65536U);
  EXPECT_EQ(sample.samples.size(), 3 * sample.pixels());
  EXPECT_EQ(sample.samples[1], 0);
  EXPECT_EQ(sample.samples[sample.samples.size() - 2], 699 / 4);

  const Image strip{30'000, 3, 4, 16, Buffer<std::uint8_t>(720'000)};
  EXPECT_EQ(sample_of(strip).width, 256U);
  const Image small{100, 100, 3, 8, Buffer<std::uint8_t>(30'000)};
  EXPECT_EQ(sample_of(small).pixels(), small.pixels());
}

}  // namespace
}  // namespace kvant
