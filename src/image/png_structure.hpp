// The chunks of a PNG file: what the decoder library does not know of them, animation and cICP, and does not forgive.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "image/decoders.hpp"

namespace kvant {

/// One frame of an APNG: its place on the canvas, and the chunks that hold its pixels.
struct ApngFrame {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  std::uint8_t dispose = 0;    ///< afterwards: 0 leave, 1 clear, 2 restore what was there before
  std::uint8_t blend = 0;      ///< 0 replace, 1 over
  std::vector<ByteView> data;  ///< zlib stream, in pieces
};

struct PngStructure {
  std::vector<ByteView> shared_chunks;  ///< PLTE and tRNS, whole, for frames to be decoded as files of their own
  std::vector<ApngFrame> frames;        ///< empty unless the file is an animation of more than one frame
  std::optional<CicpTag> cicp;
  bool video_range = false;       ///< what cICP says of the samples
  bool has_profile = false;       ///< iCCP before the pixels, damaged or not
  bool has_transparency = false;  ///< tRNS
  ByteView exif;  ///< of a chunk that is not damaged; the decoder library takes none that begins with "Exif"
  std::uint64_t pixel_bytes = 0;  ///< compressed ones, of the still picture
  std::string animation_fault;    ///< why there are no frames though the file is meant as an animation, or empty
};

/// Appends a chunk with its length and checksum.
void append_png_chunk(std::vector<std::uint8_t>& to, std::string_view type, ByteView data);

struct MendedPng {
  std::vector<std::uint8_t> bytes;
  bool end_is_missing = false;
  bool end_is_damaged = false;
};

/// A copy of a PNG whose IHDR is good: with what a palette has beyond the entries that its bits can name cut off,
/// without a bad palette that is a suggestion only, without empty EXIF data, and with its end if that is missing or
/// damaged. Nothing if there is nothing to mend.
[[nodiscard]] std::optional<MendedPng> mend_png(ByteView png);

/// Walks the chunks of a PNG whose signature and IHDR are good. Throws Error(corrupt) where the file ends early.
[[nodiscard]] PngStructure scan_png(ByteView png);

struct PngPixels {
  Image image;
  std::uint64_t lacking = 0;  ///< pixels whose colors the palette lacks, drawn black
};

/// Decodes a whole PNG or a frame of one: 4 channels if it has transparency or `with_alpha` is set, else 3.
/// The size must have been checked.
[[nodiscard]] PngPixels decode_png_pixels(ByteView png, bool with_alpha);

/// Draws the animation up to `index`, as a viewer shows that frame: 4 channels.
[[nodiscard]] PngPixels draw_apng_frame(ByteView png, const PngStructure& structure, std::uint32_t index);

}  // namespace kvant
