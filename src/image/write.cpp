// The write side of kvant/io.hpp: which formats, and who encodes them.
#include <algorithm>
#include <cstring>
#include <string>

#include "image/encoders.hpp"
#include "image/metadata.hpp"
#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "threads/parallel.hpp"

namespace kvant {
namespace {

void check(const EncodeOptions& options) {
  if (options.effort < 1 || options.effort > 10) {
    throw Error(ErrorCode::invalid_argument, "the effort must be from 1 to 10");
  }
  if (options.quality < 1 || options.quality > 100) {
    throw Error(ErrorCode::invalid_argument, "the quality must be from 1 to 100");
  }
}

Image with_8_bits(const Image& image) {
  Image result{image.width, image.height, image.channels, 8, {}};
  result.samples.resize(image.samples.size() / 2);
  for (std::size_t i = 0; i < result.samples.size(); ++i) {
    std::uint16_t sample = 0;
    std::memcpy(&sample, image.samples.data() + 2 * i, sizeof sample);
    result.samples[i] = static_cast<std::uint8_t>((sample + 128U) / 257);
  }
  return result;
}

/// Throws Error(unsupported) unless a file of the format can hold the palette as it is.
void require_room_for(const Palette& palette, Format format) {
  const std::string name(format_name(format));
  if (format != Format::png && format != Format::gif && format != Format::tiff && format != Format::bmp) {
    throw Error(ErrorCode::unsupported, name + " keeps no order of the palette; write PNG, GIF, TIFF or BMP instead");
  }
  if (palette.size() > 256) {
    throw Error(ErrorCode::unsupported, "the palette cannot be kept: " + name +
                                            " holds one of at most 256 colors, not " + std::to_string(palette.size()));
  }
  if (format == Format::png) return;
  const auto has_alpha = [](const Color& color) { return color.a != 255; };
  const auto translucent = std::count_if(palette.begin(), palette.end(), has_alpha);
  if (translucent > (format == Format::gif ? 1 : 0)) {
    throw Error(ErrorCode::unsupported,
                "the palette cannot be kept: " + name + " holds one with " +
                    (format == Format::gif ? "one transparent color at most" : "opaque colors only") +
                    "; write PNG instead");
  }
}

Bytes encode(const IndexedView& view, Format format, const EncodeOptions& options) {
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
      return encode_pnm(view, options);
    case Format::heif:
    case Format::jxl:
      break;
  }
  throw Error(ErrorCode::unsupported,
              std::string(format_name(format)) + " is only read; write PNG, WebP, GIF, TIFF, BMP, PNM or JPEG instead");
}

}  // namespace

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
  check(options);
  if (options.threads != 0) {
    EncodeOptions rest = options;
    rest.threads = 0;
    return Workers(options.threads).with_threads([&] { return encode_image(image, format, rest); });
  }
  const IndexedView view(image, options.palette_order);
  if (options.palette_order == PaletteOrder::keep) require_room_for(view.palette(), format);
  return with_metadata(encode(view, format, options), format, options.metadata);
}

std::vector<std::uint8_t> encode_lossy(const Image& image, Format format, const EncodeOptions& options) {
  check(options);
  if (image.pixels() == 0 || (image.channels != 3 && image.channels != 4) || (image.depth != 8 && image.depth != 16) ||
      image.samples.size() != image.pixels() * image.channels * image.depth / 8) {
    throw Error(ErrorCode::invalid_argument, "the picture contradicts itself");
  }
  if (image.depth == 16) return encode_lossy(with_8_bits(image), format, options);
  if (format == Format::jpeg) return encode_jpeg(image, options);
  if (format == Format::webp) return encode_lossy_webp(image, options);
  throw Error(ErrorCode::unsupported,
              std::string(format_name(format)) + " is not written lossy; write JPEG or WebP instead");
}

}  // namespace kvant
