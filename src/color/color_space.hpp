// Colors <-> the coordinates in which they are clustered.
#pragma once

#include <cstdint>
#include <span>

#include "kvant/image.hpp"
#include "kvant/quantize.hpp"

namespace kvant {

/// An sRGB color with straight alpha, 0..65535 per channel. An 8-bit value v is 257 * v, so that one type serves both
/// depths.
struct Rgba16 {
  std::uint16_t r, g, b, a;

  friend bool operator==(const Rgba16&, const Rgba16&) = default;
};

/// Distances in Oklab follow perceived ones better when a and b count double (as in the difference known as OK2): over
/// the Kodak pictures, mean CIEDE2000 of the redrawn picture falls by 5 to 12.5% against a scale of 1.
inline constexpr double kOklabChroma = 2;

/// Working coordinates of colors, premultiplied by alpha so that the less a color is seen the less it counts.
///
/// Units: srgb: 8-bit values (v / 257, exact integers for opaque 8-bit colors). linear: 255 * linear light.
/// oklab: 255 * L, 510 * a, 510 * b (Ottosson, "A perceptual color space for image processing", matrices of
/// 2021-01-25; see kOklabChroma). alpha: 0..255. Each color coordinate is multiplied by alpha / 255.
///
/// `c0`, `c1`, `c2` hold colors.size() floats; so does `alpha`, or it is empty: then colors are taken as opaque.
/// The same bits on every machine and SIMD target: only correctly rounded operations are used, in a fixed order.
void to_space(Space space, std::span<const Rgba16> colors, std::span<float> c0, std::span<float> c1,
              std::span<float> c2, std::span<float> alpha);

/// The 8-bit color nearest to 3 coordinates, or 4 with alpha: un-premultiplied, clamped to the sRGB gamut, each channel
/// rounded in the sRGB-encoded domain. An alpha that rounds to 0 gives {0, 0, 0, 0}.
[[nodiscard]] Color from_space(Space space, const float* coordinates, bool has_alpha);

}  // namespace kvant
