// Small areas of a color of their own.
#include "color/salience.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "color/color_difference.hpp"
#include "kvant/error.hpp"
#include "kvant/quantize.hpp"
#include "support/newspaper_map.hpp"
#include "support/sample_pictures.hpp"

namespace kvant {
namespace {

double difference_of_red(const Image& map, double salience, unsigned threads = 0) {
  const QuantizeResult result = quantize(map, {.colors = 6, .salience = salience, .threads = threads});
  EXPECT_EQ(result.image.palette.size(), 6U);
  const Color drawn = result.image.palette[test::index_at(result.image, test::NewspaperMap::red_pixel())];
  return ciede2000(lab_of(test::NewspaperMap::red), lab_of(drawn));
}

TEST(Salience, KeepsTheSmallCountryRed) {
  for (std::uint32_t noise : {0U, 6U}) {
    const Image map = test::NewspaperMap(9, noise).draw();  // 0.12% of the map
    EXPECT_GT(difference_of_red(map, 0), 20) << "without it red is lost: else this shows nothing";
    for (double salience : {0.25, 0.5, 0.75, 1.0}) {
      EXPECT_LT(difference_of_red(map, salience), 2) << "salience " << salience << ", noise " << noise;
    }
  }
}

TEST(Salience, OfSmallerCountriesTakesMore) {
  const Image map = test::NewspaperMap(4, 6).draw();  // 30 pixels
  EXPECT_GT(difference_of_red(map, 0.25), 20);
  EXPECT_LT(difference_of_red(map, 0.75), 2);
}

TEST(Salience, ZeroChangesNothing) {
  const Image map = test::NewspaperMap(9, 6).draw();
  const QuantizeResult plain = quantize(map, {.colors = 6});
  EXPECT_EQ(plain.image.palette, quantize(map, {.colors = 6, .salience = 0}).image.palette);
  Workers workers(1);
  ColorHistogram histogram = count_colors(map, workers);
  count_flat(map, histogram, workers);
  const std::vector<double> counts(histogram.counts.begin(), histogram.counts.end());
  EXPECT_EQ(salient_weights(histogram, 0), counts);
}

TEST(Salience, IsTheSameOnAnyNumberOfThreads) {
  const Image map = test::NewspaperMap(9, 6).draw();
  const QuantizeOptions one{.colors = 12, .salience = 0.37, .threads = 1};
  QuantizeOptions many = one;
  many.threads = 5;
  EXPECT_EQ(quantize(map, one).image.palette, quantize(map, many).image.palette);
}

// Brute force, whatever the kind of picture.
TEST(Salience, FlatPixelsAreThoseLikeTheirNeighbors) {
  for (std::uint32_t channels : {3U, 4U}) {
    for (std::uint32_t depth : {8U, 16U}) {
      for (int scene = 0; scene < test::kScenes; ++scene) {
        const Image image = test::make_picture(static_cast<test::Scene>(scene), 31, 67, channels, depth, 5);
        const auto sample = [&](std::size_t x, std::size_t y, std::size_t channel) {
          const std::size_t at = (y * image.width + x) * channels + channel;
          if (depth == 8) return image.samples[at] * 257;
          std::uint16_t wide = 0;
          std::memcpy(&wide, &image.samples[2 * at], 2);
          return int{wide};
        };
        const auto alike = [&](std::size_t x, std::size_t y, std::size_t u, std::size_t v) {
          u = std::min<std::size_t>(u, image.width - 1);
          v = std::min<std::size_t>(v, image.height - 1);
          for (std::size_t channel = 0; channel < channels; ++channel) {
            if (std::abs(sample(x, y, channel) - sample(u, v, channel)) > 16 * 257) return false;
          }
          return true;
        };
        std::uint64_t flat = 0;
        for (std::size_t y = 0; y < image.height; ++y) {
          for (std::size_t x = 0; x < image.width; ++x) {
            flat += alike(x, y, x + 1, y) && alike(x, y, x - std::min<std::size_t>(x, 1), y) && alike(x, y, x, y + 1) &&
                            alike(x, y, x, y - std::min<std::size_t>(y, 1))
                        ? 1
                        : 0;
          }
        }
        Workers workers(2);
        ColorHistogram histogram = count_colors(image, workers);
        count_flat(image, histogram, workers);
        EXPECT_EQ(std::accumulate(histogram.flat.begin(), histogram.flat.end(), std::uint64_t{0}), flat);
        for (std::size_t i = 0; i < histogram.size(); ++i) EXPECT_LE(histogram.flat[i], histogram.counts[i]);
      }
    }
  }
}

TEST(Salience, WeighsAreasByAPowerOfTheirSize) {
  // Rows: 40 white, 8 black, 2 red, far apart in color; the areas are 80%, 16% and 4%.
  Image image{10, 50, 3, 8, {}};
  for (int row = 0; row < 50; ++row) {
    for (int x = 0; x < 10; ++x) {
      const int v = row < 40 ? 255 : 0;
      image.samples.insert(image.samples.end(), {static_cast<std::uint8_t>(row < 40 || row >= 48 ? 255 : 0),
                                                 static_cast<std::uint8_t>(v), static_cast<std::uint8_t>(v)});
    }
  }
  Workers workers(1);
  ColorHistogram histogram = count_colors(image, workers);
  count_flat(image, histogram, workers);
  // The rows where two colors meet are not flat: 39 white ones are, 6 black ones, 1 red.
  const std::vector<double> half = salient_weights(histogram, 0.5);
  const std::vector<double> whole = salient_weights(histogram, 1);
  ASSERT_EQ(histogram.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto flat = static_cast<double>(histogram.flat[i]);
    const double edge = static_cast<double>(histogram.counts[i]) - flat;
    EXPECT_NEAR(half[i], edge + flat * std::sqrt(500 / flat), 1e-9);
    EXPECT_NEAR(whole[i], edge + 500, 1e-9);
  }
}

TEST(Salience, IsChecked) {
  const Image map = test::make_picture(test::Scene::blocks, 9, 9, 3, 8, 1);
  for (double salience : {-0.1, 1.1, std::nan("")}) {
    EXPECT_THROW((void)quantize(map, {.colors = 2, .salience = salience}), Error) << salience;
  }
}

}  // namespace
}  // namespace kvant
