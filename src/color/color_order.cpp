#include "color/color_order.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "color/palette.hpp"

namespace kvant {
namespace {

constexpr float kGrayChroma = 3;  // in units of to_space(): less looks gray

Palette opaque(Palette palette) {
  for (Color& color : palette) color.a = 255;
  return palette;
}

// How far around the circle, 0 to 4, without trigonometry: quarters, and how far in the quarter. Grays are at -1.
double turn(double a, double b) {
  if (a * a + b * b < kGrayChroma * kGrayChroma) return -1;
  const double share = (a * b >= 0 ? std::abs(b) : std::abs(a)) / (std::abs(a) + std::abs(b));
  const int quarter = b >= 0 ? (a >= 0 ? 0 : 1) : (a < 0 ? 2 : 3);
  return quarter + share;
}

}  // namespace

std::vector<double> luminances(const Palette& palette) {
  const Centers light = to_centers(opaque(palette), Space::linear, 3);
  std::vector<double> result;
  for (std::uint32_t slot : light.active()) {
    const float* rgb = light[slot];
    result.push_back((0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]) / 255);
  }
  return result;
}

std::vector<std::size_t> luminance_order(const Palette& palette) {
  const std::vector<double> luminance = luminances(palette);
  std::vector<std::size_t> order(palette.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return luminance[a] < luminance[b]; });
  return order;
}

std::vector<std::size_t> hue_order(const Palette& palette) {
  const Centers oklab = to_centers(opaque(palette), Space::oklab, 3);
  std::vector<double> turns;
  for (std::uint32_t slot : oklab.active()) turns.push_back(turn(oklab[slot][1], oklab[slot][2]));
  std::vector<std::size_t> order = luminance_order(palette);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return turns[a] < turns[b]; });
  return order;
}

}  // namespace kvant
