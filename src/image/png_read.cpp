// PNG and APNG, with libspng.
#include <spng.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "image/decoders.hpp"
#include "image/exif.hpp"
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
  if (status == SPNG_ECHUNK_LIMITS) throw Error(ErrorCode::limit, "has a chunk that unpacks to more than 64 MiB");
  if (status == SPNG_ECHUNK_UNKNOWN_CRITICAL) {
    throw Error(ErrorCode::unsupported, "is a PNG of a kind that is not read: it has a critical chunk that PNG lacks");
  }
  if (status == SPNG_EOF || status == SPNG_IO_EOF || status == SPNG_EIDAT_TOO_SHORT) throw ends_early(Format::png);
  throw damaged(Format::png, spng_strerror(status));
}

Context open(ByteView png) {
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

/// How the library is asked for pixels, and the image that takes them.
struct Target {
  Image image;
  int layout = 0;
  int flags = 0;
  bool wide_gray = false;
  std::size_t size = 0;
  std::optional<spng_plte_entry> lacking;  ///< what indices come out as that the palette lacks

  /// libspng widens 16-bit gray only together with alpha: without, it comes as it is, at the end of the buffer.
  [[nodiscard]] std::uint8_t* begin() { return image.samples.data() + image.samples.size() - size; }
};

/// Fills a short palette up with a color that it does not have, so that indices that it lacks can be told.
std::optional<spng_plte_entry> fill_palette(const Context& context, const spng_ihdr& header) {
  spng_plte palette{};
  if (header.color_type != SPNG_COLOR_TYPE_INDEXED || spng_get_plte(context.get(), &palette) != SPNG_OK) return {};
  const std::uint32_t most = std::uint32_t{1} << header.bit_depth;
  if (palette.n_entries >= most) return {};
  const auto number = [](const spng_plte_entry& c) { return std::uint32_t{c.red} << 8U | c.green; };
  auto* const end = palette.entries + palette.n_entries;
  std::uint32_t color = 0;
  while (std::any_of(palette.entries, end, [&](const spng_plte_entry& c) { return number(c) == color; })) ++color;
  const spng_plte_entry other = {static_cast<std::uint8_t>(color >> 8U), static_cast<std::uint8_t>(color), 0, 255};
  std::fill(end, palette.entries + most, other);
  palette.n_entries = most;
  require(spng_set_plte(context.get(), &palette));
  return other;
}

/// Draws pixels black whose colors the palette lacks, as other programs do. Returns how many they are.
std::uint64_t blacken(Image& image, const spng_plte_entry& lacking) {
  std::uint64_t count = 0;
  std::uint8_t* pixel = image.samples.data();
  for (const std::uint8_t* end = pixel + image.samples.size(); pixel != end; pixel += image.channels) {
    if (pixel[0] != lacking.red || pixel[1] != lacking.green || pixel[2] != lacking.blue) continue;
    std::fill_n(pixel, 3, std::uint8_t{0});
    ++count;
  }
  return count;
}

Target make_target(const Context& context, const spng_ihdr& header, bool with_alpha) {
  spng_trns trns{};
  const int transparency = spng_get_trns(context.get(), &trns);
  if (transparency != SPNG_ECHUNKAVAIL) require(transparency);
  if (transparency == SPNG_OK && header.color_type != SPNG_COLOR_TYPE_INDEXED) {
    // Only as many bits count as samples have (PNG, third edition, 11.3.1.1).
    const auto mask = static_cast<std::uint16_t>((1U << header.bit_depth) - 1);
    for (std::uint16_t* sample : {&trns.gray, &trns.red, &trns.green, &trns.blue}) *sample &= mask;
    require(spng_set_trns(context.get(), &trns));
  }
  const bool alpha = with_alpha || header.color_type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA ||
                     header.color_type == SPNG_COLOR_TYPE_TRUECOLOR_ALPHA || transparency == SPNG_OK;
  const bool wide = header.bit_depth == 16;
  Target target;
  target.wide_gray = wide && !alpha && is_gray(header);
  target.layout = alpha ? (wide ? SPNG_FMT_RGBA16 : SPNG_FMT_RGBA8) : (wide ? SPNG_FMT_PNG : SPNG_FMT_RGB8);
  target.flags = alpha ? SPNG_DECODE_TRNS : 0;
  target.lacking = fill_palette(context, header);
  target.image = make_image(header.width, header.height, alpha ? 4 : 3, wide ? 16 : 8);
  require(spng_decoded_image_size(context.get(), target.layout, &target.size));
  const std::size_t samples = target.image.samples.size();
  if (target.size != (target.wide_gray ? samples / 3 : samples)) {
    throw damaged(Format::png, "its pixels have an unexpected size");
  }
  return target;
}

PngPixels decode_pixels(const Context& context, const spng_ihdr& header, bool with_alpha) {
  Target target = make_target(context, header, with_alpha);
  require(spng_decode_image(context.get(), target.begin(), target.size, target.layout, target.flags));
  if (target.wide_gray) expand_gray(target.image);
  const std::uint64_t lacking = target.lacking ? blacken(target.image, *target.lacking) : 0;
  return {std::move(target.image), lacking};
}

void warn_of_lacking(Picture& picture, std::uint64_t count) {
  if (count == 0) return;
  warn(picture, std::to_string(count) + " of its pixels have colors that its palette lacks, drawn black");
}

/// How many pixels a row of that pass of Adam7 has.
std::uint64_t pass_width(const spng_ihdr& header, unsigned pass) {
  constexpr std::array<std::uint32_t, 7> first = {0, 4, 0, 2, 0, 1, 0};
  constexpr std::array<std::uint32_t, 7> step = {8, 8, 4, 4, 2, 2, 1};
  return header.interlace_method == 0 ? header.width : (header.width - first[pass] + step[pass] - 1) / step[pass];
}

/// Draws what can be decoded of pixels that are damaged, whatever the checksums say.
void decode_leniently(ByteView png, const spng_ihdr& header, Picture& picture) {
  const Context context = open(png);
  require(spng_set_crc_action(context.get(), SPNG_CRC_USE, SPNG_CRC_USE));
  Target target = make_target(context, header, false);
  const bool alpha = target.image.channels == 4;
  std::fill(target.image.samples.begin(), target.image.samples.end(), alpha ? std::uint8_t{0} : std::uint8_t{0x80});
  require(spng_decode_image(context.get(), nullptr, 0, target.layout, target.flags | SPNG_DECODE_PROGRESSIVE));
  const std::size_t row_bytes = target.size / header.height;
  std::uint64_t drawn = 0;
  for (int status = SPNG_OK; status == SPNG_OK;) {
    spng_row_info row{};
    if (spng_get_row_info(context.get(), &row) != SPNG_OK) break;
    status = spng_decode_row(context.get(), target.begin() + row.row_num * row_bytes, row_bytes);
    if (status == SPNG_OK || status == SPNG_EOI) drawn += pass_width(header, row.pass);
  }
  if (target.wide_gray) expand_gray(target.image);
  picture.image = std::move(target.image);
  if (target.lacking) warn_of_lacking(picture, blacken(picture.image, *target.lacking));
  const std::uint64_t pixels = picture.image.pixels();
  if (drawn == 0) throw damaged(Format::png, "none of its pixels can be decoded");
  if (drawn == pixels) {
    warn(picture, "its checksums are wrong: some of its pixels may be as well");
  } else if (header.interlace_method == 0) {
    draw_missing(Format::png, picture, drawn / header.width, header.height);
  } else {
    warn(picture, std::to_string(pixels - drawn) + " of " + std::to_string(pixels) + " pixels are missing, drawn " +
                      (alpha ? "transparent" : "gray"));
  }
}

/// Deflate makes at most 1,032 bytes of one: what claims more pixels than the file can hold is refused before memory is
/// taken for them.
void require_room(const spng_ihdr& header, std::uint64_t file_bytes) {
  constexpr std::array<std::uint64_t, 7> channels = {1, 1, 3, 1, 2, 1, 4};  // by color type
  constexpr std::uint64_t ratio = 1032;
  const std::uint64_t bits = channels[std::min<std::size_t>(header.color_type, 6)] * header.bit_depth;
  const std::uint64_t row = header.width * bits / 8;
  if (row * header.height / ratio > file_bytes) {
    throw damaged(Format::png, "it is too short for the pixels that it claims");
  }
}

/// What the chunks before the pixels say of them.
struct PngFacts {
  std::vector<ColorTag> colors;  ///< by the order of precedence of the PNG specification, third edition
  std::string warning;
};

/// By a context of its own: after an error, another one tells nothing.
PngFacts read_facts(ByteView png, const spng_ihdr& header, const PngStructure& structure, const ExifFacts& exif) {
  const Context context = open(png);
  require(spng_set_crc_action(context.get(), SPNG_CRC_USE, SPNG_CRC_DISCARD));
  PngFacts facts;
  const auto ignored = [&](const char* what) {
    facts.warning += (facts.warning.empty() ? "its " : "; its ") + std::string(what) + " is damaged and was ignored";
  };
  spng_trns trns{};
  const bool alpha =
      header.color_type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA || header.color_type == SPNG_COLOR_TYPE_TRUECOLOR_ALPHA;
  if (structure.has_transparency && !alpha && spng_get_trns(context.get(), &trns) != SPNG_OK) {
    ignored("transparency (tRNS)");
  }
  if (structure.cicp) facts.colors.emplace_back(*structure.cicp);
  spng_iccp profile{};
  if (spng_get_iccp(context.get(), &profile) == SPNG_OK) {
    const auto* begin = reinterpret_cast<const std::uint8_t*>(profile.profile);
    facts.colors.emplace_back(IccProfile{{begin, begin + profile.profile_len}});
  } else if (structure.has_profile) {
    ignored("ICC profile");
  }
  std::uint8_t intent = 0;
  GammaTag tag;
  double gamma = 0;
  if (spng_get_gama(context.get(), &gamma) == SPNG_OK && gamma > 0) tag.gamma = gamma;
  spng_chrm c{};
  if (spng_get_chrm(context.get(), &c) == SPNG_OK) {
    tag.chromaticities = {c.white_point_x, c.white_point_y, c.red_x, c.red_y, c.green_x, c.green_y, c.blue_x, c.blue_y};
  }
  if (spng_get_srgb(context.get(), &intent) == SPNG_OK) {
    facts.colors.emplace_back();
  } else if (tag.gamma || tag.chromaticities) {
    facts.colors.emplace_back(tag);
  } else if (exif.adobe_rgb) {
    facts.colors.emplace_back(AdobeRgbTag{});
  }
  return facts;
}

/// The pixels of the still picture. `end_is_missing`: they may end early.
void decode_still(Context& context, ByteView png, const spng_ihdr& header, bool end_is_missing,
                  const ReadOptions& options, Picture& picture) {
  try {
    PngPixels pixels = decode_pixels(context, header, false);
    picture.image = std::move(pixels.image);
    warn_of_lacking(picture, pixels.lacking);
    // Chunks may follow the pixels. The checksum of the last ones is looked at here.
    const int status = spng_decode_chunks(context.get());
    if (status == SPNG_ECHUNK_CRC) require(status);
    if (status != SPNG_OK) warn(picture, "what follows its pixels is damaged");
  } catch (const Error& error) {
    if (error.code() != ErrorCode::corrupt) throw;
    if (options.lenient) return decode_leniently(png, header, picture);
    if (end_is_missing) throw ends_early(Format::png);
    throw;
  }
  if (end_is_missing) warn(picture, "its end is missing");
}

}  // namespace

PngPixels decode_png_pixels(ByteView png, bool with_alpha) {
  const Context context = open(png);
  return decode_pixels(context, header_of(context), with_alpha);
}

Picture decode_png(ByteView bytes, const ReadOptions& options) {
  Context context = open(bytes);
  const spng_ihdr header = header_of(context);
  check_size(Format::png, header.width, header.height, options);
  const std::optional<MendedPng> mended = mend_png(bytes);
  if (mended) {
    bytes = mended->bytes;
    context = open(bytes);
  }
  const PngStructure structure = scan_png(bytes);
  const std::uint32_t frame =
      choose_frame(std::max<std::size_t>(structure.frames.size(), 1), options, "an animation", "frame");
  Picture picture;
  picture.gray = is_gray(header);
  if (structure.frames.empty()) {
    if (!options.lenient) require_room(header, structure.pixel_bytes);
    decode_still(context, bytes, header, mended && mended->end_is_missing, options, picture);
    if (mended && mended->end_is_damaged) warn(picture, "its end mark is damaged");
    if (!structure.animation_fault.empty()) {
      warn(picture, "its animation has " + structure.animation_fault + ": this is its still picture");
    }
  } else {
    PngPixels pixels = draw_apng_frame(bytes, structure, frame);
    picture.image = std::move(pixels.image);
    warn_of_lacking(picture, pixels.lacking);
  }
  if (structure.video_range) expand_range(picture.image, picture.image.depth);
  const ExifFacts exif = structure.exif.empty() ? ExifFacts() : read_exif(structure.exif);
  PngFacts facts = read_facts(bytes, header, structure, exif);
  warn(picture, facts.warning);
  take_colors(std::move(facts.colors), picture);
  picture.orientation = exif.orientation;
  return picture;
}

}  // namespace kvant
