// The sRGB transfer curve (IEC 61966-2-1), with the same bits on every machine.
//
// Nothing here calls the C library's pow: its last bits differ between libraries, and a clustering that starts from
// other bits may end in other colors. The curve is computed from correctly rounded + - * only.
#pragma once

#include <cstdint>
#include <span>

namespace kvant {

/// Linear light of an sRGB-encoded value; both 0..1. Relative error below 1e-14.
[[nodiscard]] double srgb_decode(double encoded);

/// Linear light (0..1) of the 8-bit values.
[[nodiscard]] std::span<const float, 256> srgb_decode_table_8();

/// Linear light (0..1) of the 16-bit values; entry 257 * v equals entry v of the 8-bit table. Built on first use.
[[nodiscard]] std::span<const float, 65536> srgb_decode_table_16();

/// The 8-bit sRGB value nearest, in the encoded domain, to a linear light; values outside 0..1 are clamped.
[[nodiscard]] std::uint8_t srgb_encode_8(double linear);

}  // namespace kvant
