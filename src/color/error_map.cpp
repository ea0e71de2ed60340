#include "color/error_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "color/color_difference.hpp"
#include "color/draw.hpp"

namespace kvant {
namespace {

constexpr std::size_t kErrorLevels = 65;

std::vector<float> differences_of(const ColorHistogram& histogram, const FittedPalette& fitted, Workers& workers) {
  return workers.with_threads([&] { return ciede2000_of_each(histogram.colors, fitted.labels, fitted.palette); });
}

}  // namespace

const Palette& error_colors() {
  // Black through violet, red and orange to pale yellow: the key colors of Matplotlib's "inferno", whose lightness
  // rises evenly, so that the map can also be read without color.
  static const Palette colors = [] {
    constexpr std::array<Color, 6> keys = {
        {{0, 0, 4}, {66, 10, 104}, {147, 38, 103}, {221, 81, 58}, {252, 165, 10}, {252, 255, 164}}};
    Palette made;
    for (std::size_t i = 0; i < kErrorLevels; ++i) {
      const std::size_t scaled = i * (keys.size() - 1);
      const std::size_t from = std::min(scaled / (kErrorLevels - 1), keys.size() - 2);
      const std::size_t way = scaled - from * (kErrorLevels - 1);
      const auto mix = [way](std::size_t one, std::size_t other) {
        return static_cast<std::uint8_t>((one * (kErrorLevels - 1 - way) + other * way) / (kErrorLevels - 1));
      };
      const Color& a = keys[from];
      const Color& b = keys[from + 1];
      made.push_back({mix(a.r, b.r), mix(a.g, b.g), mix(a.b, b.b)});
    }
    return made;
  }();
  return colors;
}

IndexedImage draw_error_map(const Image& image, const ColorHistogram& histogram, const FittedPalette& fitted,
                            Workers& workers) {
  std::vector<std::uint32_t> levels;
  for (const float difference : differences_of(histogram, fitted, workers)) {
    levels.push_back(static_cast<std::uint32_t>(
        std::min(std::floor(difference / kErrorStep + 0.5), static_cast<double>(kErrorLevels - 1))));
  }
  return draw_labels(image, histogram, error_colors(), levels, workers);
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

}  // namespace kvant
