// Writes the files that the decoders are tested with, by the formats' own reference libraries.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kvant/io.hpp"
#include "support/differences.hpp"

struct png_struct_def;
struct png_info_def;

namespace kvant::test {

using File = std::vector<std::uint8_t>;

/// A picture with smooth and busy parts: 3 channels, or 4 with some transparency; 8 or 16 bits.
[[nodiscard]] Image make_picture(std::uint32_t width, std::uint32_t height, std::uint32_t channels = 3,
                                 std::uint32_t depth = 8);

/// `customize` may set further chunks before they are written.
[[nodiscard]] File encode_png(const Image& image, bool interlaced = false,
                              const std::function<void(png_struct_def*, png_info_def*)>& customize = {});

struct JpegOptions {
  bool progressive = false;
  bool gray = false;
  bool cmyk = false;  ///< stores R, G, B as inverted inks and no black, as Adobe does
  bool ycck = false;  ///< the same, through YCbCr
  std::vector<std::uint8_t> icc = {};
  std::vector<std::uint8_t> exif = {};  ///< with the leading "Exif\0\0"
};
[[nodiscard]] File encode_jpeg(const Image& image, const JpegOptions& options = {});

/// Lossless, with the profile and the EXIF block if there are any.
[[nodiscard]] File encode_webp(const Image& image, const std::vector<std::uint8_t>& icc = {},
                               const std::vector<std::uint8_t>& exif = {});
[[nodiscard]] File encode_animated_webp(const std::vector<Image>& frames);

struct GifFrame {
  std::uint32_t left = 0, top = 0, width = 0, height = 0;
  std::vector<std::uint8_t> indices = {};
  int disposal = 0;
  int transparent = -1;
  bool interlaced = false;
};
/// `palette` has 3 bytes per color; their number is a power of two.
[[nodiscard]] File encode_gif(std::uint32_t width, std::uint32_t height, const std::vector<std::uint8_t>& palette,
                              const std::vector<GifFrame>& frames);

struct TiffOptions {
  std::uint16_t compression = 1;
  std::uint32_t tile = 0;  ///< 0: strips
  bool separate = false;
  std::uint16_t orientation = 1;
  bool premultiplied = false;
  std::uint32_t pages = 1;
};
[[nodiscard]] File encode_tiff(const Image& image, const TiffOptions& options = {});
/// One sample per pixel, of 1 to 16 bits.
[[nodiscard]] File encode_gray_tiff(std::uint32_t width, std::uint32_t height, std::uint16_t bits,
                                    const std::vector<std::uint16_t>& samples, bool white_is_zero);

/// 8-bit samples.
[[nodiscard]] File encode_bmp(const Image& image);
[[nodiscard]] File encode_pam(const Image& image);

/// Lossless. Empty when this build knows no JPEG XL.
[[nodiscard]] File encode_jxl(const std::vector<Image>& frames, int orientation = 1);

/// A block of EXIF data that says nothing but the orientation.
[[nodiscard]] std::vector<std::uint8_t> exif_block(int orientation);

/// ICC profiles, made with lcms2: RGB with Display P3's primaries and sRGB's curve; sRGB; gray of gamma 1.
[[nodiscard]] std::vector<std::uint8_t> p3_profile();
[[nodiscard]] std::vector<std::uint8_t> srgb_profile();
[[nodiscard]] std::vector<std::uint8_t> linear_gray_profile();

}  // namespace kvant::test
