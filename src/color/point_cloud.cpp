#include "color/point_cloud.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>

#include "color/color_space.hpp"
#include "color/palette.hpp"

namespace kvant {
namespace {

constexpr std::uint32_t kInvisible = std::numeric_limits<std::uint32_t>::max();

std::vector<std::array<float, 3>> positions_of(std::span<const Rgba16> colors, CloudAxes axes) {
  std::vector<std::array<float, 3>> positions;
  positions.reserve(colors.size());
  if (axes == CloudAxes::rgb) {
    const auto in_8_bits = [](std::uint16_t value) { return static_cast<float>(value) / 257.0F; };
    for (const Rgba16& color : colors)
      positions.push_back({in_8_bits(color.r), in_8_bits(color.g), in_8_bits(color.b)});
    return positions;
  }
  std::vector<float> lightness(colors.size());
  std::vector<float> a(colors.size());
  std::vector<float> b(colors.size());
  to_space(Space::oklab, colors, lightness, a, b, {});
  constexpr auto chroma = static_cast<float>(255 * kOklabChroma);
  for (std::size_t i = 0; i < colors.size(); ++i) {
    positions.push_back({a[i] / chroma, b[i] / chroma, lightness[i] / 255.0F});
  }
  return positions;
}

// Systematic sampling with probability proportional to size: those that are sure to be drawn first, then one each time
// that the pixels passed by fill another equal part.
std::vector<std::size_t> sample(const std::vector<std::uint64_t>& counts, std::vector<std::size_t> candidates,
                                std::size_t most) {
  if (candidates.size() <= most) return candidates;
  std::uint64_t pixels = 0;
  for (std::size_t i : candidates) pixels += counts[i];
  std::vector<std::size_t> heaviest = candidates;
  std::stable_sort(heaviest.begin(), heaviest.end(), [&](auto i, auto j) { return counts[i] > counts[j]; });
  std::vector<bool> sure(counts.size());
  for (std::size_t i : heaviest) {
    if (most == 0 || counts[i] < (pixels + most - 1) / most) break;
    sure[i] = true;
    pixels -= counts[i];
    --most;
  }
  std::vector<std::size_t> drawn;
  std::uint64_t passed = pixels / 2;
  for (std::size_t i : candidates) {
    if (!sure[i]) {
      passed += counts[i] * most;  // less than `pixels`
      if (most == 0 || passed < pixels) continue;
      passed -= pixels;
    }
    drawn.push_back(i);
  }
  return drawn;
}

}  // namespace

std::string_view axes_name(CloudAxes axes) { return axes == CloudAxes::rgb ? "rgb" : "oklab"; }

std::optional<CloudAxes> axes_of_name(std::string_view name) {
  for (CloudAxes axes : {CloudAxes::rgb, CloudAxes::oklab}) {
    if (name == axes_name(axes)) return axes;
  }
  return std::nullopt;
}

PointCloud make_point_cloud(const ColorHistogram& histogram, const FittedPalette& fitted, CloudAxes axes,
                            std::size_t most) {
  PointCloud cloud;
  cloud.axes = axes;

  std::vector<std::uint32_t> center_of(fitted.palette.size(), kInvisible);
  std::vector<Rgba16> colors;
  for (std::size_t i = 0; i < fitted.palette.size(); ++i) {
    const Color& color = fitted.palette[i];
    if (color.a == 0) continue;
    const auto wide = [](std::uint8_t value) { return static_cast<std::uint16_t>(257 * value); };
    center_of[i] = static_cast<std::uint32_t>(cloud.centers.size());
    cloud.centers.push_back({.position = {}, .color = color, .pixels = 0, .center = center_of[i]});
    colors.push_back({wide(color.r), wide(color.g), wide(color.b), wide(color.a)});
  }
  const auto center_positions = positions_of(colors, axes);
  for (std::size_t i = 0; i < colors.size(); ++i) cloud.centers[i].position = center_positions[i];

  std::vector<std::size_t> visible;
  for (std::size_t i = 0; i < histogram.size(); ++i) {
    const std::uint32_t center = center_of[fitted.labels[i]];
    if (histogram.colors[i].a == 0 || center == kInvisible) continue;
    cloud.centers[center].pixels += histogram.counts[i];
    cloud.pixels += histogram.counts[i];
    visible.push_back(i);
  }
  cloud.distinct_colors = visible.size();

  const std::vector<std::size_t> drawn = sample(histogram.counts, std::move(visible), most);
  colors.clear();
  for (std::size_t i : drawn) colors.push_back(histogram.colors[i]);
  const auto positions = positions_of(colors, axes);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    cloud.points.push_back({.position = positions[i],
                            .color = to_color(colors[i]),
                            .pixels = histogram.counts[drawn[i]],
                            .center = center_of[fitted.labels[drawn[i]]]});
  }
  return cloud;
}

}  // namespace kvant
