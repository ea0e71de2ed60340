#include "color/color_difference.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <vector>

#include "color/backdrop.hpp"
#include "color/ciede2000_kernel.hpp"
#include "color/srgb_transfer.hpp"
#include "threads/for_each_task.hpp"

namespace kvant {
namespace {

constexpr double kDegrees = std::numbers::pi / 180.0;

double pow7(double x) { return x * x * x * x * x * x * x; }

// 0..360; 0 for gray.
double hue_of(double a, double b) {
  if (a == 0 && b == 0) return 0;
  const double hue = std::atan2(b, a) / kDegrees;
  return hue < 0 ? hue + 360 : hue;
}

// Linear light of a block of colors, one array per channel.
struct LinearBlock {
  alignas(64) std::array<float, kCiede2000Block> r{}, g{}, b{};
};

bool opaque_8_bit(std::span<const Rgba16> colors) {
  const auto low_differs = [](std::uint16_t v) { return (v >> 8) ^ (v & 255); };
  int differs = 0;
  for (const Rgba16& c : colors) differs |= low_differs(c.r) | low_differs(c.g) | low_differs(c.b) | (c.a ^ 65535);
  return differs == 0;
}

void linear_over(std::span<const Rgba16> colors, Backdrop backdrop, LinearBlock& linear) {
  if (opaque_8_bit(colors)) {
    const auto table = srgb_decode_table_8();
    for (std::size_t i = 0; i < colors.size(); ++i) {
      linear.r[i] = table[colors[i].r >> 8];
      linear.g[i] = table[colors[i].g >> 8];
      linear.b[i] = table[colors[i].b >> 8];
    }
    return;
  }
  const auto table = srgb_decode_table_16();
  for (std::size_t i = 0; i < colors.size(); ++i) {
    const Rgba16& c = colors[i];
    linear.r[i] = table[laid_over(backdrop, c.r, c.a)];
    linear.g[i] = table[laid_over(backdrop, c.g, c.a)];
    linear.b[i] = table[laid_over(backdrop, c.b, c.a)];
  }
}

void lab_over(std::span<const Rgba16> colors, Backdrop backdrop, LabBlock& lab) {
  LinearBlock linear;
  linear_over(colors, backdrop, linear);
  lab_of_linear(linear.r.data(), linear.g.data(), linear.b.data(), colors.size(), lab);
}

struct LabPalette {
  std::vector<float> L, a, b;
};

LabPalette lab_palette(std::span<const Color> palette, Backdrop backdrop) {
  LabPalette result;
  const auto wide = [](std::uint8_t v) { return static_cast<std::uint16_t>(v * 257); };
  std::vector<Rgba16> colors;
  for (const Color& c : palette) colors.push_back({wide(c.r), wide(c.g), wide(c.b), wide(c.a)});
  for (std::size_t begin = 0; begin < colors.size(); begin += kCiede2000Block) {
    const std::size_t n = std::min(kCiede2000Block, colors.size() - begin);
    LabBlock block;
    lab_over(std::span(colors).subspan(begin, n), backdrop, block);
    result.L.insert(result.L.end(), block.L.data(), block.L.data() + n);
    result.a.insert(result.a.end(), block.a.data(), block.a.data() + n);
    result.b.insert(result.b.end(), block.b.data(), block.b.data() + n);
  }
  return result;
}

using Differences = std::array<float, kCiede2000Block>;

void differences_over(std::span<const Rgba16> colors, std::span<const std::uint32_t> labels, const LabPalette& palette,
                      Backdrop backdrop, Differences& differences) {
  LabBlock mine;
  lab_over(colors, backdrop, mine);
  LabBlock theirs;
  for (std::size_t i = 0; i < colors.size(); ++i) {
    theirs.L[i] = palette.L[labels[i]];
    theirs.a[i] = palette.a[labels[i]];
    theirs.b[i] = palette.b[labels[i]];
  }
  ciede2000_of_labs(mine, theirs, colors.size(), differences.data());
}

// Colors beside the palette entries that stand for them.
class Pairs {
 public:
  Pairs(std::span<const Rgba16> colors, std::span<const std::uint32_t> labels, std::span<const Color> palette)
      : colors_(colors),
        labels_(labels),
        opaque_(std::ranges::all_of(palette, [](const Color& c) { return c.a == 255; }) &&
                std::ranges::all_of(colors, [](const Rgba16& c) { return c.a == 65535; })),
        over_black_(lab_palette(palette, Backdrop::black)),
        over_white_(opaque_ ? LabPalette{} : lab_palette(palette, Backdrop::white)) {}

  [[nodiscard]] std::size_t blocks() const { return (colors_.size() + kCiede2000Block - 1) / kCiede2000Block; }

  // Calls use(index of the first pair, differences) for each block, on the threads of the caller's arena.
  template <class Use>
  void for_each_block(const Use& use) const {
    for_each_task(blocks(), [&](std::size_t block, std::size_t /*worker*/) {
      const std::size_t begin = block * kCiede2000Block;
      const std::size_t n = std::min(kCiede2000Block, colors_.size() - begin);
      const auto colors = colors_.subspan(begin, n);
      const auto labels = labels_.subspan(begin, n);
      alignas(64) Differences differences{};
      differences_over(colors, labels, over_black_, Backdrop::black, differences);
      if (!opaque_) {
        alignas(64) Differences others{};
        differences_over(colors, labels, over_white_, Backdrop::white, others);
        for (std::size_t i = 0; i < n; ++i) differences[i] = std::max(differences[i], others[i]);
      }
      use(begin, std::span<const float>(differences).first(n));
    });
  }

 private:
  std::span<const Rgba16> colors_;
  std::span<const std::uint32_t> labels_;
  bool opaque_;
  LabPalette over_black_;
  LabPalette over_white_;
};

}  // namespace

Lab lab_of(Color color) {
  const double r = srgb_decode(color.r / 255.0);
  const double g = srgb_decode(color.g / 255.0);
  const double b = srgb_decode(color.b / 255.0);
  const auto f = [](double t) { return t > 216.0 / 24389.0 ? std::cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0; };
  // White is the sum of each row, so that grays are neutral.
  const double x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / (0.4124564 + 0.3575761 + 0.1804375));
  const double y = f((0.2126729 * r + 0.7151522 * g + 0.0721750 * b) / (0.2126729 + 0.7151522 + 0.0721750));
  const double z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / (0.0193339 + 0.1191920 + 0.9503041));
  return {116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)};
}

double ciede2000(const Lab& p, const Lab& q) {
  // Equations (2) to (7): chroma, with a stretched for grays.
  const double mean_chroma = (std::hypot(p.a, p.b) + std::hypot(q.a, q.b)) / 2;
  const double g = 0.5 * (1 - std::sqrt(pow7(mean_chroma) / (pow7(mean_chroma) + pow7(25))));
  const double a1 = (1 + g) * p.a;
  const double a2 = (1 + g) * q.a;
  const double c1 = std::hypot(a1, p.b);
  const double c2 = std::hypot(a2, q.b);
  const double h1 = hue_of(a1, p.b);
  const double h2 = hue_of(a2, q.b);

  // (8) to (11): differences.
  const double dl = q.L - p.L;
  const double dc = c2 - c1;
  double dh = c1 * c2 == 0 ? 0 : h2 - h1;
  if (dh > 180) dh -= 360;
  if (dh < -180) dh += 360;
  const double dH = 2 * std::sqrt(c1 * c2) * std::sin(dh / 2 * kDegrees);

  // (12) to (14): means.
  const double l = (p.L + q.L) / 2;
  const double c = (c1 + c2) / 2;
  double h = h1 + h2;
  if (c1 * c2 != 0) {
    if (std::abs(h1 - h2) > 180) h += h < 360 ? 360 : -360;
    h /= 2;
  }

  // (15) to (21): weights.
  const double t = 1 - 0.17 * std::cos((h - 30) * kDegrees) + 0.24 * std::cos(2 * h * kDegrees) +
                   0.32 * std::cos((3 * h + 6) * kDegrees) - 0.20 * std::cos((4 * h - 63) * kDegrees);
  const double theta = 30 * std::exp(-((h - 275) / 25) * ((h - 275) / 25));
  const double rc = 2 * std::sqrt(pow7(c) / (pow7(c) + pow7(25)));
  const double rt = -std::sin(2 * theta * kDegrees) * rc;
  const double sl = 1 + 0.015 * (l - 50) * (l - 50) / std::sqrt(20 + (l - 50) * (l - 50));
  const double sc = 1 + 0.045 * c;
  const double sh = 1 + 0.015 * c * t;

  const double L = dl / sl;
  const double C = dc / sc;
  const double H = dH / sh;
  return std::sqrt(L * L + C * C + H * H + rt * C * H);
}

DifferenceSummary summarize_ciede2000(std::span<const Rgba16> colors, std::span<const std::uint64_t> counts,
                                      std::span<const std::uint32_t> labels, std::span<const Color> palette) {
  if (colors.empty()) return {};
  const Pairs pairs(colors, labels, palette);
  // Sums per block, added in the order of the blocks: no thread's timing reaches the result.
  std::vector<DifferenceSummary> parts(pairs.blocks());  // with the sum for the mean
  pairs.for_each_block([&](std::size_t begin, std::span<const float> differences) {
    DifferenceSummary& part = parts[begin / kCiede2000Block];
    for (std::size_t i = 0; i < differences.size(); ++i) {
      part.mean += static_cast<double>(counts[begin + i]) * differences[i];
    }
    const auto largest = std::max_element(differences.begin(), differences.end());
    part.largest = *largest;
    part.worst = begin + static_cast<std::size_t>(largest - differences.begin());
  });
  DifferenceSummary whole;
  for (const DifferenceSummary& part : parts) {
    whole.mean += part.mean;
    if (part.largest <= whole.largest) continue;
    whole.largest = part.largest;
    whole.worst = part.worst;
  }
  const auto weight = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  whole.mean /= weight;
  return whole;
}

std::vector<float> ciede2000_of_each(std::span<const Rgba16> colors, std::span<const std::uint32_t> labels,
                                     std::span<const Color> palette) {
  std::vector<float> all(colors.size());
  Pairs(colors, labels, palette).for_each_block([&](std::size_t begin, std::span<const float> differences) {
    std::ranges::copy(differences, all.begin() + static_cast<std::ptrdiff_t>(begin));
  });
  return all;
}

}  // namespace kvant
