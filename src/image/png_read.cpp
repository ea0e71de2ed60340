// PNG and APNG, with libspng.
#include <spng.h>

#include <algorithm>
#include <memory>
#include <string>

#include "image/decoders.hpp"
#include "image/orientation.hpp"
#include "image/png_structure.hpp"

namespace kvant {
namespace {

struct ContextDeleter {
  void operator()(spng_ctx* context) const { spng_ctx_free(context); }
};
using Context = std::unique_ptr<spng_ctx, ContextDeleter>;

// Room for any real ICC profile or text, and none for a chunk that inflates without end.
constexpr std::size_t kMaxChunkBytes = std::size_t{64} << 20;

void require(int status) {
  if (status == SPNG_OK) return;
  if (status == SPNG_EMEM) throw std::bad_alloc();
  if (status == SPNG_EOF || status == SPNG_IO_EOF || status == SPNG_EIDAT_TOO_SHORT) throw ends_early(Format::png);
  throw damaged(Format::png, spng_strerror(status));
}

Context open(Bytes png) {
  Context context(spng_ctx_new(0));
  if (!context) throw std::bad_alloc();
  require(spng_set_chunk_limits(context.get(), kMaxChunkBytes, kMaxChunkBytes));
  require(spng_set_png_buffer(context.get(), png.data(), png.size()));
  return context;
}

spng_ihdr header_of(const Context& context) {
  spng_ihdr header{};
  require(spng_get_ihdr(context.get(), &header));
  return header;
}

bool is_gray(const spng_ihdr& header) {
  return header.color_type == SPNG_COLOR_TYPE_GRAYSCALE || header.color_type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA;
}

Image decode_pixels(const Context& context, const spng_ihdr& header, bool with_alpha) {
  spng_trns trns{};
  const int transparency = spng_get_trns(context.get(), &trns);
  if (transparency != SPNG_ECHUNKAVAIL) require(transparency);
  const bool alpha = with_alpha || header.color_type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA ||
                     header.color_type == SPNG_COLOR_TYPE_TRUECOLOR_ALPHA || transparency == SPNG_OK;
  const bool wide = header.bit_depth == 16;
  const bool wide_gray = wide && !alpha && is_gray(header);
  // libspng widens 16-bit gray only together with alpha: without, it comes as it is, at the end of the buffer.
  const int layout = alpha ? (wide ? SPNG_FMT_RGBA16 : SPNG_FMT_RGBA8) : (wide ? SPNG_FMT_PNG : SPNG_FMT_RGB8);
  Image image = make_image(header.width, header.height, alpha ? 4 : 3, wide ? 16 : 8);
  std::size_t size = 0;
  require(spng_decoded_image_size(context.get(), layout, &size));
  const std::size_t expected = wide_gray ? image.samples.size() / 3 : image.samples.size();
  if (size != expected) throw damaged(Format::png, "its pixels have an unexpected size");
  require(spng_decode_image(context.get(), image.samples.data() + image.samples.size() - size, size, layout,
                            alpha ? SPNG_DECODE_TRNS : 0));
  if (wide_gray) expand_gray(image);
  return image;
}

/// The color space, in the order of precedence of the PNG specification, third edition.
ColorTag color_of(const Context& context, const std::optional<CicpTag>& cicp) {
  if (cicp) return *cicp;
  spng_iccp profile{};
  if (spng_get_iccp(context.get(), &profile) == SPNG_OK) {
    const auto* begin = reinterpret_cast<const std::uint8_t*>(profile.profile);
    return IccProfile{{begin, begin + profile.profile_len}};
  }
  std::uint8_t intent = 0;
  if (spng_get_srgb(context.get(), &intent) == SPNG_OK) return {};
  GammaTag tag;
  double gamma = 0;
  if (spng_get_gama(context.get(), &gamma) == SPNG_OK && gamma > 0) tag.gamma = gamma;
  spng_chrm c{};
  if (spng_get_chrm(context.get(), &c) == SPNG_OK) {
    tag.chromaticities = {c.white_point_x, c.white_point_y, c.red_x, c.red_y, c.green_x, c.green_y, c.blue_x, c.blue_y};
  }
  if (!tag.gamma && !tag.chromaticities) return {};
  return tag;
}

int orientation_of(const Context& context) {
  spng_exif exif{};
  if (spng_get_exif(context.get(), &exif) != SPNG_OK) return 1;
  return exif_orientation({reinterpret_cast<const std::uint8_t*>(exif.data), exif.length});
}

}  // namespace

Image decode_png_pixels(Bytes png, bool with_alpha) {
  const Context context = open(png);
  return decode_pixels(context, header_of(context), with_alpha);
}

Picture decode_png(Bytes bytes, const ReadOptions& options) {
  const Context context = open(bytes);
  const spng_ihdr header = header_of(context);
  check_size(Format::png, header.width, header.height, options);
  const PngStructure structure = scan_png(bytes);
  const std::uint32_t frame =
      choose_frame(std::max<std::size_t>(structure.frames.size(), 1), options, "an animation", "frame");
  Picture picture;
  picture.gray = is_gray(header);
  picture.image =
      structure.frames.empty() ? decode_pixels(context, header, false) : draw_apng_frame(bytes, structure, frame);
  // Chunks may follow the pixels, and the file is not whole without them.
  if (structure.frames.empty()) require(spng_decode_chunks(context.get()));
  picture.color = color_of(context, structure.cicp);
  picture.orientation = orientation_of(context);
  return picture;
}

}  // namespace kvant
