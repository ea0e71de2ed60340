#include "color/color_space.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "color/srgb_transfer.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "color/color_space.cpp"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace kvant {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Cube root by Newton's method on x^(-1/3), which needs no division: two steps in float, one in double. Relative error
// below 1e-9; 0 gives 0. For x = 0 or x >= 1e-30. Mul and Add stay apart: a fused pair would round differently on
// targets without it.
template <class D, class V>
HWY_INLINE V cube_root(D d, V x) {
  const hn::Rebind<float, D> df;
  const hn::Rebind<std::int32_t, D> di;
  const auto xf = hn::DemoteTo(df, x);
  // The exponent divided by -3, mantissa as linear interpolation: within 4%.
  const auto bits = hn::ConvertTo(df, hn::BitCast(di, xf));
  const auto start = hn::Sub(hn::Set(df, 1.4199e9f), hn::Mul(bits, hn::Set(df, 1.0f / 3.0f)));
  auto yf = hn::BitCast(df, hn::ConvertTo(di, start));
  for (int step = 0; step < 2; ++step) {
    // x * y comes first, so that x = 0 cannot meet an infinite y^3.
    const auto t = hn::Mul(hn::Mul(hn::Mul(xf, yf), yf), yf);
    yf = hn::Mul(yf, hn::Sub(hn::Set(df, 4.0f / 3.0f), hn::Mul(t, hn::Set(df, 1.0f / 3.0f))));
  }
  auto y = hn::PromoteTo(d, yf);
  const auto t = hn::Mul(hn::Mul(hn::Mul(x, y), y), y);
  y = hn::Mul(y, hn::Sub(hn::Set(d, 4.0 / 3.0), hn::Mul(t, hn::Set(d, 1.0 / 3.0))));
  return hn::Mul(hn::Mul(x, y), y);
}

// 255 * Oklab of linear light, chroma scaled, in place. `padded` is a multiple of the vector length.
void oklab_of_linear(float* HWY_RESTRICT c0, float* HWY_RESTRICT c1, float* HWY_RESTRICT c2, std::size_t padded) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> df;
  const auto combine = [d](auto x, double wx, auto y, double wy, auto z, double wz) HWY_ATTR {
    return hn::Add(hn::Add(hn::Mul(x, hn::Set(d, wx)), hn::Mul(y, hn::Set(d, wy))), hn::Mul(z, hn::Set(d, wz)));
  };
  const auto scale = hn::Set(d, 255.0);
  const auto chroma = hn::Set(d, 255.0 * kOklabChroma);
  for (std::size_t i = 0; i < padded; i += hn::Lanes(d)) {
    const auto r = hn::PromoteTo(d, hn::Load(df, c0 + i));
    const auto g = hn::PromoteTo(d, hn::Load(df, c1 + i));
    const auto b = hn::PromoteTo(d, hn::Load(df, c2 + i));
    const auto l = cube_root(d, combine(r, 0.4122214708, g, 0.5363325363, b, 0.0514459929));
    const auto m = cube_root(d, combine(r, 0.2119034982, g, 0.6806995451, b, 0.1073969566));
    const auto s = cube_root(d, combine(r, 0.0883024619, g, 0.2817188376, b, 0.6299787005));
    const auto out0 = combine(l, 0.2104542553, m, 0.7936177850, s, -0.0040720468);
    const auto out1 = combine(l, 1.9779984951, m, -2.4285922050, s, 0.4505937099);
    const auto out2 = combine(l, 0.0259040371, m, 0.7827717662, s, -0.8086757660);
    hn::Store(hn::DemoteTo(df, hn::Mul(out0, scale)), df, c0 + i);
    hn::Store(hn::DemoteTo(df, hn::Mul(out1, chroma)), df, c1 + i);
    hn::Store(hn::DemoteTo(df, hn::Mul(out2, chroma)), df, c2 + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace kvant
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kvant {
namespace {

HWY_EXPORT(oklab_of_linear);

// Colors are converted in blocks that stay in the first-level cache.
constexpr std::size_t kBlockSize = 512;

// No vector is longer than this many floats.
constexpr std::size_t kMaxLanes = 64;
static_assert(kBlockSize % kMaxLanes == 0);

struct Block {
  alignas(64) std::array<float, kBlockSize> c0{}, c1{}, c2{};
};

bool all_8_bit(std::span<const Rgba16> colors) {
  const auto low_differs = [](std::uint16_t v) { return (v >> 8) ^ (v & 255); };
  int differs = 0;
  for (const Rgba16& c : colors) differs |= low_differs(c.r) | low_differs(c.g) | low_differs(c.b);
  return differs == 0;
}

void linear_of_srgb(std::span<const Rgba16> colors, Block& block) {
  if (all_8_bit(colors)) {
    const auto table = srgb_decode_table_8();
    for (std::size_t i = 0; i < colors.size(); ++i) {
      block.c0[i] = table[colors[i].r >> 8];
      block.c1[i] = table[colors[i].g >> 8];
      block.c2[i] = table[colors[i].b >> 8];
    }
  } else {
    const auto table = srgb_decode_table_16();
    for (std::size_t i = 0; i < colors.size(); ++i) {
      block.c0[i] = table[colors[i].r];
      block.c1[i] = table[colors[i].g];
      block.c2[i] = table[colors[i].b];
    }
  }
}

void convert_block(Space space, std::span<const Rgba16> colors, Block& block) {
  if (space == Space::srgb) {
    for (std::size_t i = 0; i < colors.size(); ++i) {
      block.c0[i] = static_cast<float>(colors[i].r) / 257.0f;
      block.c1[i] = static_cast<float>(colors[i].g) / 257.0f;
      block.c2[i] = static_cast<float>(colors[i].b) / 257.0f;
    }
    return;
  }
  linear_of_srgb(colors, block);
  if (space == Space::oklab) {
    const std::size_t padded = (colors.size() + kMaxLanes - 1) / kMaxLanes * kMaxLanes;
    HWY_DYNAMIC_DISPATCH(oklab_of_linear)(block.c0.data(), block.c1.data(), block.c2.data(), padded);
    return;
  }
  for (std::size_t i = 0; i < colors.size(); ++i) {
    block.c0[i] *= 255.0f;
    block.c1[i] *= 255.0f;
    block.c2[i] *= 255.0f;
  }
}

std::array<double, 3> linear_of_oklab(const std::array<double, 3>& lab) {
  const auto cube = [](double x) { return x * x * x; };
  const double l = cube(lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2]);
  const double m = cube(lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2]);
  const double s = cube(lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2]);
  return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
          -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
          -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

std::uint8_t nearest_8_bit(double value) { return static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0) + 0.5); }

}  // namespace

void to_space(Space space, std::span<const Rgba16> colors, std::span<float> c0, std::span<float> c1,
              std::span<float> c2, std::span<float> alpha) {
  Block block;
  for (std::size_t begin = 0; begin < colors.size(); begin += kBlockSize) {
    const auto part = colors.subspan(begin, std::min(kBlockSize, colors.size() - begin));
    convert_block(space, part, block);
    if (!alpha.empty()) {
      for (std::size_t i = 0; i < part.size(); ++i) {
        const float fraction = static_cast<float>(part[i].a) / 65535.0f;
        block.c0[i] *= fraction;
        block.c1[i] *= fraction;
        block.c2[i] *= fraction;
        alpha[begin + i] = static_cast<float>(part[i].a) / 257.0f;
      }
    }
    std::copy_n(block.c0.data(), part.size(), c0.data() + begin);
    std::copy_n(block.c1.data(), part.size(), c1.data() + begin);
    std::copy_n(block.c2.data(), part.size(), c2.data() + begin);
  }
}

Color from_space(Space space, const float* coordinates, bool has_alpha) {
  const double alpha = has_alpha ? coordinates[3] : 255.0;
  const std::uint8_t a = nearest_8_bit(alpha);
  if (a == 0) return {0, 0, 0, 0};
  const double scale = 255.0 / alpha;
  std::array<double, 3> c = {coordinates[0] * scale, coordinates[1] * scale, coordinates[2] * scale};
  if (space == Space::srgb) return {nearest_8_bit(c[0]), nearest_8_bit(c[1]), nearest_8_bit(c[2]), a};
  for (double& x : c) x /= 255.0;
  if (space == Space::oklab) c = linear_of_oklab({c[0], c[1] / kOklabChroma, c[2] / kOklabChroma});
  return {srgb_encode_8(c[0]), srgb_encode_8(c[1]), srgb_encode_8(c[2]), a};
}

}  // namespace kvant
#endif  // HWY_ONCE
