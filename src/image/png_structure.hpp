// The chunks of a PNG file that the decoder library does not know: animation and cICP.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "image/decoders.hpp"

namespace kvant {

/// One frame of an APNG: its place on the canvas, and the chunks that hold its pixels.
struct ApngFrame {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  std::uint8_t dispose = 0;  ///< afterwards: 0 leave, 1 clear, 2 restore what was there before
  std::uint8_t blend = 0;    ///< 0 replace, 1 over
  std::vector<Bytes> data;   ///< zlib stream, in pieces
};

struct PngStructure {
  std::vector<Bytes> shared_chunks;  ///< PLTE and tRNS, whole, for frames to be decoded as files of their own
  std::vector<ApngFrame> frames;     ///< empty unless the file is an animation of more than one frame
  std::optional<CicpTag> cicp;
};

/// Walks the chunks of a PNG whose signature and IHDR are good. Throws Error(corrupt) where the file ends early or an
/// animation's chunks break the rules.
[[nodiscard]] PngStructure scan_png(Bytes png);

/// Decodes a whole PNG or a frame of one: 4 channels if it has transparency or `with_alpha` is set, else 3.
/// The size must have been checked.
[[nodiscard]] Image decode_png_pixels(Bytes png, bool with_alpha);

/// Draws the animation up to `index`, as a viewer shows that frame: 4 channels.
[[nodiscard]] Image draw_apng_frame(Bytes png, const PngStructure& structure, std::uint32_t index);

}  // namespace kvant
