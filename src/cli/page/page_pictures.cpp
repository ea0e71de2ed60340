#include "cli/page/page_pictures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "color/color_difference.hpp"
#include "color/draw.hpp"
#include "color/given_palette.hpp"
#include "image/encoders.hpp"
#include "image/reduce.hpp"
#include "kvant/io.hpp"

namespace kvant::cli {
namespace {

constexpr std::size_t error_levels = 65;

std::vector<float> differences_of(const ColorHistogram& histogram, const FittedPalette& fitted, Workers& workers) {
  return workers.with_threads([&] { return ciede2000_of_each(histogram.colors, fitted.labels, fitted.palette); });
}

std::uint32_t reduction_of(const Image& image) {
  std::uint32_t factor = 1;
  while (image.pixels() > most_shown_pixels * factor * factor) ++factor;
  return factor;
}

/// `shown` is the image with 8 bits per sample.
PagePictures draw_all(const Image& image, const Image& shown, const ColorHistogram& histogram,
                      const FittedPalette& fitted, Workers& workers) {
  std::vector<std::uint32_t> levels;
  for (const float difference : differences_of(histogram, fitted, workers)) {
    levels.push_back(static_cast<std::uint32_t>(
        std::min(std::floor(difference / error_step + 0.5), static_cast<double>(error_levels - 1))));
  }
  const IndexedImage after = draw_labels(image, histogram, fitted.palette, fitted.labels, workers);
  const IndexedImage error = draw_labels(image, histogram, error_colors(), levels, workers);
  PagePictures pictures{.width = shown.width, .height = shown.height, .before = {}, .after = {}, .error = {}};
  const EncodeOptions quickly = {.effort = 4};
  workers.with_threads([&] {
    pictures.before = encode_webp(shown, quickly);
    pictures.after = encode_image(after, Format::png, quickly);
    pictures.error = encode_image(error, Format::png, quickly);
  });
  return pictures;
}

}  // namespace

const Palette& error_colors() {
  // Black through violet, red and orange to pale yellow: the key colors of Matplotlib's "inferno", whose lightness
  // rises evenly, so that the map can also be read without color.
  static const Palette colors = [] {
    constexpr std::array<Color, 6> keys = {
        {{0, 0, 4}, {66, 10, 104}, {147, 38, 103}, {221, 81, 58}, {252, 165, 10}, {252, 255, 164}}};
    Palette made;
    for (std::size_t i = 0; i < error_levels; ++i) {
      const std::size_t scaled = i * (keys.size() - 1);
      const std::size_t from = std::min(scaled / (error_levels - 1), keys.size() - 2);
      const std::size_t way = scaled - from * (error_levels - 1);
      const auto mix = [way](std::size_t one, std::size_t other) {
        return static_cast<std::uint8_t>((one * (error_levels - 1 - way) + other * way) / (error_levels - 1));
      };
      const Color& a = keys[from];
      const Color& b = keys[from + 1];
      made.push_back({mix(a.r, b.r), mix(a.g, b.g), mix(a.b, b.b)});
    }
    return made;
  }();
  return colors;
}

PagePictures draw_page_pictures(const Image& image, const ColorHistogram& histogram, const FittedPalette& fitted,
                                Space space, Workers& workers) {
  const std::uint32_t reduction = reduction_of(image);
  const Image shown = reduce(image, reduction);
  if (reduction == 1) return draw_all(image, shown, histogram, fitted, workers);
  const ColorHistogram fewer = count_colors(shown, workers);
  PagePictures pictures = draw_all(shown, shown, fewer, match_palette(fewer, fitted.palette, space, workers), workers);
  pictures.reduction = reduction;
  return pictures;
}

ErrorFigures error_figures(const ColorHistogram& histogram, const FittedPalette& fitted, Workers& workers) {
  const std::vector<float> differences = differences_of(histogram, fitted, workers);
  std::vector<std::size_t> order(differences.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return differences[i] < differences[j]; });
  const auto pixels = std::accumulate(histogram.counts.begin(), histogram.counts.end(), std::uint64_t{0});
  const auto at_least = [&](std::uint64_t wanted) {
    std::uint64_t passed = 0;
    for (const std::size_t i : order) {
      passed += histogram.counts[i];
      if (passed >= wanted) return static_cast<double>(differences[i]);
    }
    return 0.0;
  };
  return {
      .median = at_least((pixels + 1) / 2), .percentile_95 = at_least(pixels - pixels / 20), .most = at_least(pixels)};
}

}  // namespace kvant::cli
