// The decoders behind decode_image(): one function per format, each in its own file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "image/bytes.hpp"
#include "image/color_management.hpp"
#include "kvant/error.hpp"
#include "kvant/io.hpp"

namespace kvant {

/// Pixels as the file stores them, and what is still to be done to them. decode_image() does that.
struct Picture {
  Image image;
  bool gray = false;                   ///< R = G = B in every pixel, so that a grayscale ICC profile applies
  ColorTag color;                      ///< what the samples mean; sRGB when nothing is set
  std::vector<ColorTag> other_colors;  ///< what they mean, in turn, if `color` cannot be honoured
  int orientation = 1;                 ///< EXIF: 1 is upright, up to 8
  std::string warning;                 ///< one line about what could not be honoured, or empty
  Metadata metadata;                   ///< as stored; only of TIFF; add_metadata() reads that of others
};

// All throw Error: unsupported, corrupt, limit, invalid_argument (a frame that is not there).
[[nodiscard]] Picture decode_png(ByteView bytes, const ReadOptions& options);
[[nodiscard]] Picture decode_jpeg(ByteView bytes, const ReadOptions& options);
[[nodiscard]] Picture decode_webp(ByteView bytes, const ReadOptions& options);
[[nodiscard]] Picture decode_gif(ByteView bytes, const ReadOptions& options);
[[nodiscard]] Picture decode_tiff(ByteView bytes, const ReadOptions& options);
[[nodiscard]] Picture decode_bmp(ByteView bytes, const ReadOptions& options);
[[nodiscard]] Picture decode_pnm(ByteView bytes, const ReadOptions& options);
[[nodiscard]] Picture decode_heif(ByteView bytes, const ReadOptions& options);
[[nodiscard]] Picture decode_jxl(ByteView bytes, const ReadOptions& options);

/// The Error of a file that breaks its format's rules: "is a damaged PNG: REASON".
[[nodiscard]] Error damaged(Format format, const std::string& reason);
/// The Error of a file whose end is missing: "ends early: the rest of the JPEG is missing".
[[nodiscard]] Error ends_early(Format format);

/// Adds to what the picture warns of: "a; b".
void warn(Picture& picture, const std::string& warning);

/// What the file says that the samples mean; what comes first counts.
void take_colors(std::vector<ColorTag> colors, Picture& picture);

/// For ReadOptions::lenient: draws the rows from `first` to before `end` as missing, transparent where the picture has
/// alpha, else gray, and warns: "the last 40 of 96 rows are missing, drawn gray". Throws ends_early() if there are no
/// others.
void draw_missing(Format format, Picture& picture, std::uint64_t first, std::uint64_t end);

/// Throws Error(limit) when a picture of this size is larger than the options allow, and corrupt when it is empty.
void check_size(Format format, std::uint64_t width, std::uint64_t height, const ReadOptions& options);

/// The frame to decode out of `count`: 0 when there is one, else the one that the options choose.
/// Throws Error: unsupported when none is chosen, invalid_argument when it is not there. `kind` is "an animation" or
/// "a document", `unit` is "frame" or "page".
[[nodiscard]] std::uint32_t choose_frame(std::uint64_t count, const ReadOptions& options, const char* kind,
                                         const char* unit);

/// An image with samples allocated but not cleared. Check the size first. Throws Error(limit) when memory is short.
[[nodiscard]] Image make_image(std::uint64_t width, std::uint64_t height, std::uint32_t channels, std::uint32_t depth);

/// Widens gray samples to R, G, B in place: the last third of the buffer holds width * height samples of the image's
/// depth.
void expand_gray(Image& image);

/// Divides the colors of a 4-channel image by its alpha: from premultiplied to straight.
void unpremultiply(Image& image);

/// From the range of video, 16 to 235 (or the like of so many bits), to all values; alpha stays.
void expand_range(Image& image, std::uint32_t bits);

/// Drops an alpha channel in which every pixel is opaque, and the low bytes of 16-bit samples that say nothing.
void simplify(Image& image);

}  // namespace kvant
