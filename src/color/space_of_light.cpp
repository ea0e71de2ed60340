#include "color/space_of_light.hpp"

#include <cmath>

#include "color/color_space.hpp"

namespace kvant {
namespace {

// Of four numbers by Newton's method on x^(-1/3), which needs no division; 0 gives 0.
Float4 cube_root(Float4 x) {
  // The exponent divided by -3, mantissa as linear interpolation: within 4%.
  const Float4 bits = __builtin_convertvector(__builtin_bit_cast(Int4, x), Float4);
  Float4 y = __builtin_bit_cast(Float4, __builtin_convertvector(1.4199e9F - bits * (1 / 3.F), Int4));
  for (int step = 0; step < 3; ++step) y *= 4 / 3.F - (x * y) * (y * y) * (1 / 3.F);
  return (x * y) * y;
}

Float4 oklab(Float4 light) {
  constexpr float scale = 1 / 255.F;
  const Float4 lms = light[0] * Float4{0.4122214708F * scale, 0.2119034982F * scale, 0.0883024619F * scale, 0} +
                     light[1] * Float4{0.5363325363F * scale, 0.6806995451F * scale, 0.2817188376F * scale, 0} +
                     light[2] * Float4{0.0514459929F * scale, 0.1073969566F * scale, 0.6299787005F * scale, 0};
  constexpr float kL = 255;
  constexpr float kC = 255 * static_cast<float>(kOklabChroma);
  const Float4 root = cube_root(lms);
  return root[0] * Float4{0.2104542553F * kL, 1.9779984951F * kC, 0.0259040371F * kC, 0} +
         root[1] * Float4{0.7936177850F * kL, -2.4285922050F * kC, 0.7827717662F * kC, 0} +
         root[2] * Float4{-0.0040720468F * kL, 0.4505937099F * kC, -0.8086757660F * kC, 0};
}

// The curve of sRGB (see srgb_transfer.hpp): x^(1/2.4) = x^(1/3) * x^(1/12).
Float4 srgb(Float4 light) {
  const Float4 x = light * (1 / 255.F);
  Float4 twelfth = cube_root(x);
  const Float4 third = twelfth;
  for (int axis = 0; axis < 4; ++axis) twelfth[axis] = std::sqrt(std::sqrt(twelfth[axis]));
  const Float4 curved = 255 * 1.055F * (third * twelfth) - 255 * 0.055F;
  return x > 0.0031308F ? curved : x * (255 * 12.92F);
}

Float4 opaque(Space space, Float4 light) {
  return space == Space::oklab ? oklab(light) : space == Space::srgb ? srgb(light) : light;
}

// Less is not seen, and the light divided by it could overflow.
constexpr float kLeastAlpha = 1e-3F;

}  // namespace

Float4 space_of_light(Space space, Float4 light, bool has_alpha) {
  const float alpha = light[3];
  light = light > Float4{} ? light : Float4{};
  light[3] = 0;
  if (!has_alpha) return opaque(space, light);
  Float4 place = alpha > kLeastAlpha ? opaque(space, light * (255 / alpha)) * (alpha / 255) : Float4{};
  place[3] = alpha;
  return place;
}

}  // namespace kvant
