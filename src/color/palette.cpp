#include "color/palette.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <unordered_set>

#include "color/color_space.hpp"
#include "color/opaque.hpp"

namespace kvant {
namespace {

std::uint32_t pack(const Color& color) { return std::bit_cast<std::uint32_t>(color); }

// The entries after the first `kept` that double an earlier one or that no color is nearest to.
std::vector<std::uint32_t> useless_entries(const Palette& palette, const std::vector<bool>& used, std::size_t kept) {
  std::unordered_set<std::uint32_t> seen;
  std::vector<std::uint32_t> useless;
  for (std::uint32_t i = 0; i < palette.size(); ++i) {
    if ((!seen.insert(pack(palette[i])).second || !used[i]) && i >= kept) useless.push_back(i);
  }
  return useless;
}

// Replaces entries by the colors with the largest weighted error that are not in `barred`, which gains them. Entries
// for which there is none are taken out. 16-bit colors that the palette has as near as 8 bits can be gain nothing from
// an entry of their own.
void reseat(const std::vector<std::uint32_t>& entries, const Centers& centers, Space space,
            const ColorHistogram& histogram, const Points& points, std::unordered_set<std::uint32_t>& barred,
            RoundedPalette& rounded) {
  Palette& palette = rounded.palette;
  const std::vector<std::uint32_t>& labels = rounded.labels;
  std::vector<double> error(points.count);
  for (std::size_t i = 0; i < points.count; ++i) {
    error[i] = points.weights[i] * squared_distance(points, i, centers[labels[i]]);
  }
  std::vector<std::uint32_t> order(points.count);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return error[a] > error[b]; });

  std::unordered_set<std::uint32_t> taken = barred;
  for (std::uint32_t i = 0; i < palette.size(); ++i) {
    if (!std::binary_search(entries.begin(), entries.end(), i)) taken.insert(pack(palette[i]));
  }
  const auto gains = [&](std::uint32_t i) {
    const Color color = to_color(histogram.colors[i]);
    if (taken.contains(pack(color))) return false;
    const Centers own = to_centers({color}, space, points.dimensions);
    return squared_distance(points, i, own[0]) < squared_distance(points, i, centers[labels[i]]);
  };
  auto next = order.begin();
  for (std::uint32_t entry : entries) {
    next = std::find_if(next, order.end(), gains);
    if (next == order.end()) {
      const auto rest = std::find(entries.begin(), entries.end(), entry);
      for (auto useless = entries.end(); useless != rest;) palette.erase(palette.begin() + *--useless);
      return;
    }
    palette[entry] = to_color(histogram.colors[*next]);
    taken.insert(pack(palette[entry]));
    barred.insert(pack(palette[entry]));
  }
}

}  // namespace

Color to_color(const Rgba16& color) {
  const auto channel = [](std::uint16_t value) { return static_cast<std::uint8_t>((value + 128U) / 257U); };
  const Color result{channel(color.r), channel(color.g), channel(color.b), channel(color.a)};
  return result.a == 0 ? Color{0, 0, 0, 0} : result;
}

Points to_points(const ColorHistogram& histogram, Space space, Workers& workers) {
  const std::size_t n = histogram.size();
  Points points(histogram.has_alpha ? 4 : 3, n);
  points.keys.resize(n);
  constexpr std::size_t colors_at_once = 1 << 14;
  workers.run((n + colors_at_once - 1) / colors_at_once, [&](std::size_t task, std::size_t) {
    const std::size_t begin = task * colors_at_once;
    const std::size_t count = std::min(n - begin, colors_at_once);
    const auto plane = [&](std::uint32_t j) { return std::span<float>(points.plane(j) + begin, count); };
    to_space(space, std::span(histogram.colors).subspan(begin, count), plane(0), plane(1), plane(2),
             histogram.has_alpha ? plane(3) : std::span<float>());
    std::copy_n(histogram.counts.data() + begin, count, points.weights.data() + begin);
    std::copy_n(histogram.keys.data() + begin, count, points.keys.data() + begin);
  });
  points.key_bits = histogram.key_bits;
  return points;
}

Centers to_centers(const Palette& palette, Space space, std::uint32_t dimensions) {
  const std::size_t n = palette.size();
  std::vector<Rgba16> colors;
  for (const Color& c : palette) {
    const auto channel = [](std::uint8_t value) { return static_cast<std::uint16_t>(257 * value); };
    colors.push_back({channel(c.r), channel(c.g), channel(c.b), channel(c.a)});
  }
  std::vector<float> planes(4 * n);
  const std::span<float> all(planes);
  to_space(space, colors, all.subspan(0, n), all.subspan(n, n), all.subspan(2 * n, n),
           dimensions == 4 ? all.subspan(3 * n, n) : std::span<float>());
  Centers centers(dimensions, n);
  for (std::size_t i = 0; i < n; ++i) {
    const float row[4] = {planes[i], planes[n + i], planes[2 * n + i], planes[3 * n + i]};
    centers.add(row);
  }
  return centers;
}

std::vector<bool> opaque_entries(const Palette& palette) {
  std::vector<bool> opaque;
  for (const Color& color : palette) opaque.push_back(color.a == 255);
  return opaque;
}

RoundedPalette round_to_palette(const Centers& centers, const Palette& kept, Space space,
                                const ColorHistogram& histogram, const Points& points, Assignment& assignment) {
  const std::uint32_t dimensions = centers.dimensions();
  RoundedPalette rounded;
  Palette& palette = rounded.palette;
  for (std::uint32_t slot : centers.active()) palette.push_back(from_space(space, centers[slot], dimensions == 4));
  std::copy(kept.begin(), kept.end(), palette.begin());
  // No color is seated twice, so this ends; with 8 bits after one turn or two, as a color is nearest to itself.
  std::unordered_set<std::uint32_t> barred;
  while (true) {
    const Centers entries = to_centers(palette, space, dimensions);
    rounded.labels = assign_keeping_opaque(histogram, entries, opaque_entries(palette), points, assignment).labels;
    std::vector<bool> used(palette.size());
    for (std::uint32_t label : rounded.labels) used[label] = true;
    const auto useless = useless_entries(palette, used, kept.size());
    if (useless.empty()) return rounded;
    reseat(useless, entries, space, histogram, points, barred, rounded);
  }
}

}  // namespace kvant
