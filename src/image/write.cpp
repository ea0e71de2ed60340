// The write side of kvant/io.hpp: which formats, and who encodes them.
#include <algorithm>
#include <cstring>
#include <string>

#include "image/picture_codec.hpp"
#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "threads/parallel.hpp"

namespace kvant {
namespace {

void require_valid(const EncodeOptions& options) {
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

[[noreturn]] void refuse(const PictureCodec& codec, const std::string& why) {
  throw Error(ErrorCode::unsupported, std::string(codec.name) + why);
}

/// Throws Error(unsupported) unless a file of the format can hold the palette as it is.
void require_room_for(const Palette& palette, const PictureCodec& codec) {
  if (!codec.kept_palette) {
    const auto keeps = formats_that([](const PictureCodec& other) { return other.kept_palette.has_value(); });
    refuse(codec, " keeps no order of the palette; write " + either_of(keeps) + " instead");
  }
  const std::string holds_one = "the palette cannot be kept: " + std::string(codec.name) + " holds one ";
  if (palette.size() > 256) {
    throw Error(ErrorCode::unsupported, holds_one + "of at most 256 colors, not " + std::to_string(palette.size()));
  }
  if (codec.kept_palette == Transparency::partial) return;
  const bool one = codec.kept_palette == Transparency::full_only;
  const auto has_alpha = [](const Color& color) { return color.a != 255; };
  if (std::ranges::count_if(palette, has_alpha) > (one ? 1 : 0)) {
    throw Error(
        ErrorCode::unsupported,
        holds_one + "with " + (one ? "one transparent color at most" : "opaque colors only") + "; write PNG instead");
  }
}

/// Those that keep colors as they are come first.
std::string written_names() {
  std::vector<Format> formats = written_formats();
  std::stable_partition(formats.begin(), formats.end(), [](Format format) { return picture_codec(format).exact; });
  return either_of(formats);
}

}  // namespace

std::vector<std::uint8_t> encode_image(const IndexedImage& image, Format format, const EncodeOptions& options) {
  require_valid(options);
  if (options.threads != 0) {
    EncodeOptions rest = options;
    rest.threads = 0;
    return Workers(options.threads).with_threads([&] { return encode_image(image, format, rest); });
  }
  const IndexedView view(image, options.palette_order);
  const PictureCodec& codec = picture_codec(format);
  if (options.palette_order == PaletteOrder::keep) require_room_for(view.palette(), codec);
  if (codec.encode == nullptr) refuse(codec, " is only read; write " + written_names() + " instead");
  Bytes bytes = codec.encode(view, options);
  if (codec.write_metadata != nullptr) codec.write_metadata(bytes, options.metadata);
  return bytes;
}

std::vector<std::uint8_t> encode_lossy(const Image& image, Format format, const EncodeOptions& options) {
  require_valid(options);
  if (image.pixels() == 0 || (image.channels != 3 && image.channels != 4) || (image.depth != 8 && image.depth != 16) ||
      image.samples.size() != image.pixels() * image.channels * image.depth / 8) {
    throw Error(ErrorCode::invalid_argument, "the picture contradicts itself");
  }
  if (image.depth == 16) return encode_lossy(with_8_bits(image), format, options);
  const PictureCodec& codec = picture_codec(format);
  if (codec.encode_lossy == nullptr) {
    const auto lossy = formats_that([](const PictureCodec& other) { return other.encode_lossy != nullptr; });
    refuse(codec, " is not written lossy; write " + either_of(lossy) + " instead");
  }
  Bytes bytes = codec.encode_lossy(image, options);
  if (codec.write_metadata != nullptr) codec.write_metadata(bytes, options.metadata);
  return bytes;
}

}  // namespace kvant
