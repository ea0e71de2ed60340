// WebP, with libwebp; animations with libwebpdemux.
#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "image/decoders.hpp"
#include "image/exif.hpp"

namespace kvant {
namespace {

struct DemuxDeleter {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};
using Demuxer = std::unique_ptr<WebPDemuxer, DemuxDeleter>;

struct AnimationDeleter {
  void operator()(WebPAnimDecoder* decoder) const { WebPAnimDecoderDelete(decoder); }
};

void require(VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_OK:
      return;
    case VP8_STATUS_OUT_OF_MEMORY:
      throw std::bad_alloc();
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
      throw ends_early(Format::webp);
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      throw damaged(Format::webp, "it uses a feature that does not exist");
    default:
      throw damaged(Format::webp, "its pixels cannot be decoded");
  }
}

/// A copy that says that it ends where it does: the library looks at nothing of a file that is cut.
std::vector<std::uint8_t> with_its_size(ByteView bytes) {
  std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());
  const std::size_t size = bytes.size() - 8;
  for (unsigned i = 0; i < 4; ++i) copy[4 + i] = static_cast<std::uint8_t>(size >> (8 * i));
  return copy;
}

/// The RIFF header says how long the file is.
bool is_whole(ByteView bytes) {
  if (bytes.size() < 12) throw ends_early(Format::webp);
  const std::uint64_t size = std::uint64_t{bytes[4]} | std::uint64_t{bytes[5]} << 8 | std::uint64_t{bytes[6]} << 16 |
                             std::uint64_t{bytes[7]} << 24;
  return size + 8 <= bytes.size();
}

struct IncrementalDeleter {
  void operator()(WebPIDecoder* decoder) const { WebPIDelete(decoder); }
};

void decode_still(ByteView bytes, bool whole, const WebPBitstreamFeatures& features, const ReadOptions& options,
                  Picture& picture) {
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) throw damaged(Format::webp, "the decoder library has another version");
  picture.image = make_image(static_cast<std::uint64_t>(features.width), static_cast<std::uint64_t>(features.height),
                             features.has_alpha ? 4 : 3, 8);
  Image& image = picture.image;
  config.options.use_threads = 1;
  config.output.colorspace = features.has_alpha ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = image.samples.data();
  config.output.u.RGBA.stride = static_cast<int>(image.width * image.channels);
  config.output.u.RGBA.size = image.samples.size();
  if (!options.lenient) {
    const std::vector<std::uint8_t> copy = whole ? std::vector<std::uint8_t>() : with_its_size(bytes);
    const std::uint8_t* const data = whole ? bytes.data() : copy.data();
    const VP8StatusCode status = WebPDecode(data, bytes.size(), &config);
    WebPFreeDecBuffer(&config.output);
    // Pixels that are cut are wrong ones to it then.
    if (!whole && status != VP8_STATUS_OK && status != VP8_STATUS_OUT_OF_MEMORY) throw ends_early(Format::webp);
    return require(status);
  }
  const std::unique_ptr<WebPIDecoder, IncrementalDeleter> decoder(WebPIDecode(nullptr, 0, &config));
  if (!decoder) throw std::bad_alloc();
  const VP8StatusCode status = WebPIAppend(decoder.get(), bytes.data(), bytes.size());
  if (status == VP8_STATUS_OK) return;
  int rows = 0;
  if (!WebPIDecGetRGB(decoder.get(), &rows, nullptr, nullptr, nullptr) || rows < 1) require(status);
  if (status == VP8_STATUS_SUSPENDED && static_cast<std::uint32_t>(rows) == image.height) return;
  draw_missing(Format::webp, picture, static_cast<std::uint64_t>(rows), image.height);
}

Image draw_frame(const WebPData& data, std::uint32_t index) {
  WebPAnimDecoderOptions options;
  if (!WebPAnimDecoderOptionsInit(&options)) throw damaged(Format::webp, "the decoder library has another version");
  options.color_mode = MODE_RGBA;
  const std::unique_ptr<WebPAnimDecoder, AnimationDeleter> decoder(WebPAnimDecoderNew(&data, &options));
  WebPAnimInfo info;
  if (!decoder || !WebPAnimDecoderGetInfo(decoder.get(), &info)) throw damaged(Format::webp, "its animation is broken");
  std::uint8_t* canvas = nullptr;
  for (std::uint32_t i = 0; i <= index; ++i) {
    int timestamp = 0;
    if (!WebPAnimDecoderGetNext(decoder.get(), &canvas, &timestamp)) {
      throw damaged(Format::webp, "frame " + std::to_string(i) + " cannot be decoded");
    }
  }
  Image image = make_image(info.canvas_width, info.canvas_height, 4, 8);
  std::copy_n(canvas, image.samples.size(), image.samples.begin());
  return image;
}

/// The first metadata chunk of that name. It points into the file.
std::optional<ByteView> chunk(const Demuxer& demuxer, const char* name) {
  WebPChunkIterator iterator;
  if (!WebPDemuxGetChunk(demuxer.get(), name, 1, &iterator)) return std::nullopt;
  const ByteView found(iterator.chunk.bytes, iterator.chunk.size);
  WebPDemuxReleaseChunkIterator(&iterator);
  return found;
}

}  // namespace

Picture decode_webp(ByteView bytes, const ReadOptions& options) {
  const bool whole = is_whole(bytes);
  WebPBitstreamFeatures features;
  require(WebPGetFeatures(bytes.data(), bytes.size(), &features));
  check_size(Format::webp, static_cast<std::uint64_t>(features.width), static_cast<std::uint64_t>(features.height),
             options);
  if (!whole && features.has_animation) throw ends_early(Format::webp);
  const WebPData data = {bytes.data(), bytes.size()};
  WebPDemuxState state = WEBP_DEMUX_DONE;
  const Demuxer demuxer(whole ? WebPDemux(&data) : WebPDemuxPartial(&data, &state));
  if (!demuxer) throw damaged(Format::webp, "its chunks do not fit together");
  const std::uint32_t frames = whole ? WebPDemuxGetI(demuxer.get(), WEBP_FF_FRAME_COUNT) : 1;
  if (frames == 0) throw damaged(Format::webp, "it holds no pixels");
  const std::uint32_t frame = choose_frame(frames, options, "an animation", "frame");

  Picture picture;
  if (features.has_animation) {
    picture.image = draw_frame(data, frame);
  } else {
    decode_still(bytes, whole, features, options, picture);
  }
  if (!whole && picture.warning.empty()) warn(picture, "its end is missing");
  const std::optional<ByteView> exif = chunk(demuxer, "EXIF");
  // It stands behind the pixels, and may turn them.
  const bool has_exif = (WebPDemuxGetI(demuxer.get(), WEBP_FF_FORMAT_FLAGS) & EXIF_FLAG) != 0;
  if (!whole && has_exif && !exif && !options.lenient) throw ends_early(Format::webp);
  const ExifFacts facts = exif ? read_exif(*exif) : ExifFacts();
  picture.orientation = facts.orientation;
  std::vector<ColorTag> colors;
  if (const std::optional<ByteView> profile = chunk(demuxer, "ICCP")) {
    colors.emplace_back(IccProfile{{profile->begin(), profile->end()}});
  }
  if (facts.adobe_rgb) colors.emplace_back(AdobeRgbTag{});
  take_colors(std::move(colors), picture);
  return picture;
}

}  // namespace kvant
