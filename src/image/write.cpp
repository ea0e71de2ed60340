// The write side of kvant/io.hpp: which formats, and who encodes them.
#include <string>

#include "encoders.hpp"
#include "kvant/error.hpp"
#include "kvant/io.hpp"

namespace kvant {

bool can_write(Format format) {
  switch (format) {
    case Format::png:
    case Format::jpeg:
    case Format::webp:
    case Format::gif:
    case Format::tiff:
    case Format::bmp:
    case Format::pnm:
      return true;
    case Format::heif:
    case Format::jxl:
      break;
  }
  return false;
}

std::vector<std::uint8_t> encode_image(const IndexedImage& image, Format format, const EncodeOptions& options) {
  if (options.effort < 1 || options.effort > 10) {
    throw Error(ErrorCode::invalid_argument, "the effort must be from 1 to 10");
  }
  if (options.quality < 1 || options.quality > 100) {
    throw Error(ErrorCode::invalid_argument, "the quality must be from 1 to 100");
  }
  const IndexedView view(image);
  switch (format) {
    case Format::png:
      return encode_png(view, options);
    case Format::jpeg:
      return encode_jpeg(view, options);
    case Format::webp:
      return encode_webp(view, options);
    case Format::gif:
      return encode_gif(view);
    case Format::tiff:
      return encode_tiff(view, options);
    case Format::bmp:
      return encode_bmp(view);
    case Format::pnm:
      return encode_pnm(view);
    case Format::heif:
    case Format::jxl:
      break;
  }
  throw Error(ErrorCode::unsupported,
              std::string(format_name(format)) + " is only read; write PNG, WebP, GIF, TIFF, BMP, PNM or JPEG instead");
}

}  // namespace kvant
