// JPEG XL, with libjxl, which is loaded when the first such file comes.
#include <jxl/decode.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "image/decoders.hpp"
#include "loading/shared_library.hpp"

namespace kvant {
namespace {

// Room for any real profile.
constexpr std::size_t kMaxProfileBytes = std::size_t{64} << 20;

/// The functions of libjxl that are used here, by their own names.
struct Jxl {
  SharedLibrary library{KVANT_JXL_SONAME, "to read JPEG XL"};
  decltype(::JxlDecoderCloseInput)* JxlDecoderCloseInput = library["JxlDecoderCloseInput"];
  decltype(::JxlDecoderCreate)* JxlDecoderCreate = library["JxlDecoderCreate"];
  decltype(::JxlDecoderDestroy)* JxlDecoderDestroy = library["JxlDecoderDestroy"];
  decltype(::JxlDecoderGetBasicInfo)* JxlDecoderGetBasicInfo = library["JxlDecoderGetBasicInfo"];
  decltype(::JxlDecoderGetColorAsEncodedProfile)* JxlDecoderGetColorAsEncodedProfile =
      library["JxlDecoderGetColorAsEncodedProfile"];
  decltype(::JxlDecoderGetColorAsICCProfile)* JxlDecoderGetColorAsICCProfile =
      library["JxlDecoderGetColorAsICCProfile"];
  decltype(::JxlDecoderGetExtraChannelInfo)* JxlDecoderGetExtraChannelInfo = library["JxlDecoderGetExtraChannelInfo"];
  decltype(::JxlDecoderGetICCProfileSize)* JxlDecoderGetICCProfileSize = library["JxlDecoderGetICCProfileSize"];
  decltype(::JxlDecoderImageOutBufferSize)* JxlDecoderImageOutBufferSize = library["JxlDecoderImageOutBufferSize"];
  decltype(::JxlDecoderProcessInput)* JxlDecoderProcessInput = library["JxlDecoderProcessInput"];
  decltype(::JxlDecoderSetImageOutBuffer)* JxlDecoderSetImageOutBuffer = library["JxlDecoderSetImageOutBuffer"];
  decltype(::JxlDecoderSetInput)* JxlDecoderSetInput = library["JxlDecoderSetInput"];
  decltype(::JxlDecoderSetPreferredColorProfile)* JxlDecoderSetPreferredColorProfile =
      library["JxlDecoderSetPreferredColorProfile"];
  decltype(::JxlDecoderSetUnpremultiplyAlpha)* JxlDecoderSetUnpremultiplyAlpha =
      library["JxlDecoderSetUnpremultiplyAlpha"];
  decltype(::JxlDecoderSkipFrames)* JxlDecoderSkipFrames = library["JxlDecoderSkipFrames"];
  decltype(::JxlDecoderSubscribeEvents)* JxlDecoderSubscribeEvents = library["JxlDecoderSubscribeEvents"];
};

const Jxl& jxl() {
  static const Jxl functions;
  return functions;
}

struct DecoderDeleter {
  void operator()(JxlDecoder* decoder) const { jxl().JxlDecoderDestroy(decoder); }
};
using Decoder = std::unique_ptr<JxlDecoder, DecoderDeleter>;

void require(JxlDecoderStatus status) {
  if (status != JXL_DEC_SUCCESS) throw damaged(Format::jxl, "it breaks the rules of its format");
}

Decoder open(ByteView bytes, int events) {
  Decoder decoder(jxl().JxlDecoderCreate(nullptr));
  if (!decoder) throw std::bad_alloc();
  require(jxl().JxlDecoderSubscribeEvents(decoder.get(), events));
  require(jxl().JxlDecoderSetInput(decoder.get(), bytes.data(), bytes.size()));
  return decoder;
}

/// The next event; errors are thrown. The end is JXL_DEC_SUCCESS.
JxlDecoderStatus next_event(const Decoder& decoder) {
  JxlDecoderStatus status = jxl().JxlDecoderProcessInput(decoder.get());
  if (status == JXL_DEC_NEED_MORE_INPUT) {
    // The last box may go to the end of the file. Of a file that is cut libjxl says that it is wrong once it knows that
    // there is no more, so that it is told only now.
    jxl().JxlDecoderCloseInput(decoder.get());
    status = jxl().JxlDecoderProcessInput(decoder.get());
    if (status == JXL_DEC_NEED_MORE_INPUT || status == JXL_DEC_ERROR) throw ends_early(Format::jxl);
  }
  if (status == JXL_DEC_ERROR) throw damaged(Format::jxl, "it breaks the rules of its format");
  return status;
}

JxlBasicInfo read_info(ByteView bytes, const ReadOptions& options) {
  const Decoder decoder = open(bytes, JXL_DEC_BASIC_INFO);
  while (next_event(decoder) != JXL_DEC_BASIC_INFO) {
  }
  JxlBasicInfo info;
  require(jxl().JxlDecoderGetBasicInfo(decoder.get(), &info));
  check_size(Format::jxl, info.xsize, info.ysize, options);
  // The decoder takes memory for extra channels as well: four are like a pixel more.
  const std::uint64_t pixels = std::uint64_t{info.xsize} * info.ysize;
  if (info.num_extra_channels / 4 > options.max_pixels / pixels) {
    throw Error(ErrorCode::limit, "claims " + std::to_string(info.num_extra_channels) + " extra channels for " +
                                      std::to_string(pixels) + " pixels, more than --max-pixels allows");
  }
  for (std::uint32_t i = 0; i < info.num_extra_channels; ++i) {
    JxlExtraChannelInfo channel;
    require(jxl().JxlDecoderGetExtraChannelInfo(decoder.get(), i, &channel));
    if (channel.type == JXL_CHANNEL_BLACK) throw Error(ErrorCode::unsupported, "is a CMYK JPEG XL, which is not read");
  }
  return info;
}

std::uint64_t count_frames(ByteView bytes) {
  const Decoder decoder = open(bytes, JXL_DEC_FRAME);
  std::uint64_t count = 0;
  for (;;) {
    const JxlDecoderStatus status = next_event(decoder);
    if (status == JXL_DEC_FRAME) ++count;
    if (status == JXL_DEC_SUCCESS) return count;
  }
}

/// Says what the pixels will be in, or asks for sRGB where the decoder has the choice.
ColorTag choose_color(const Decoder& decoder, bool gray) {
  JxlColorEncoding encoding;
  if (jxl().JxlDecoderGetColorAsEncodedProfile(decoder.get(), nullptr, JXL_COLOR_PROFILE_TARGET_ORIGINAL, &encoding) !=
      JXL_DEC_SUCCESS) {
    encoding = {};
    encoding.color_space = gray ? JXL_COLOR_SPACE_GRAY : JXL_COLOR_SPACE_RGB;
    encoding.white_point = JXL_WHITE_POINT_D65;
    encoding.primaries = JXL_PRIMARIES_SRGB;
    encoding.transfer_function = JXL_TRANSFER_FUNCTION_SRGB;
    encoding.rendering_intent = JXL_RENDERING_INTENT_RELATIVE;
    jxl().JxlDecoderSetPreferredColorProfile(decoder.get(), &encoding);
  }
  if (jxl().JxlDecoderGetColorAsEncodedProfile(decoder.get(), nullptr, JXL_COLOR_PROFILE_TARGET_DATA, &encoding) ==
          JXL_DEC_SUCCESS &&
      encoding.white_point == JXL_WHITE_POINT_D65 && encoding.transfer_function != JXL_TRANSFER_FUNCTION_GAMMA &&
      encoding.transfer_function != JXL_TRANSFER_FUNCTION_DCI && (gray || encoding.primaries != JXL_PRIMARIES_CUSTOM)) {
    // The numbers are those of H.273; its 11 has DCI's white, 12 is the same with D65.
    const int primaries = gray ? 1 : encoding.primaries == JXL_PRIMARIES_P3 ? 12 : static_cast<int>(encoding.primaries);
    return CicpTag{.primaries = primaries, .transfer = static_cast<int>(encoding.transfer_function)};
  }
  std::size_t size = 0;
  if (jxl().JxlDecoderGetICCProfileSize(decoder.get(), nullptr, JXL_COLOR_PROFILE_TARGET_DATA, &size) !=
          JXL_DEC_SUCCESS ||
      size == 0) {
    return {};
  }
  if (size > kMaxProfileBytes) throw damaged(Format::jxl, "its ICC profile has more than 64 MiB");
  IccProfile profile{std::vector<std::uint8_t>(size)};
  require(jxl().JxlDecoderGetColorAsICCProfile(decoder.get(), nullptr, JXL_COLOR_PROFILE_TARGET_DATA,
                                               profile.bytes.data(), size));
  return profile;
}

}  // namespace

Picture decode_jxl(ByteView bytes, const ReadOptions& options) {
  const JxlBasicInfo info = read_info(bytes, options);
  const std::uint64_t frames = info.have_animation ? count_frames(bytes) : 1;
  const std::uint32_t frame = choose_frame(frames, options, "an animation", "frame");

  Picture picture;
  picture.gray = info.num_color_channels == 1;
  // The samples of 9 bits and more, and those of floats, keep 16.
  const bool wide = info.bits_per_sample > 8;
  picture.image = make_image(info.xsize, info.ysize, info.alpha_bits > 0 ? 4 : 3, wide ? 16 : 8);
  const JxlPixelFormat layout = {picture.image.channels, wide ? JXL_TYPE_UINT16 : JXL_TYPE_UINT8, JXL_NATIVE_ENDIAN, 0};

  const Decoder decoder = open(bytes, JXL_DEC_COLOR_ENCODING | JXL_DEC_FULL_IMAGE);
  require(jxl().JxlDecoderSetUnpremultiplyAlpha(decoder.get(), JXL_TRUE));
  jxl().JxlDecoderSkipFrames(decoder.get(), frame);
  for (;;) {
    const JxlDecoderStatus status = next_event(decoder);
    if (status == JXL_DEC_COLOR_ENCODING) {
      picture.color = choose_color(decoder, picture.gray);
    } else if (status == JXL_DEC_NEED_IMAGE_OUT_BUFFER) {
      std::size_t size = 0;
      require(jxl().JxlDecoderImageOutBufferSize(decoder.get(), &layout, &size));
      if (size != picture.image.samples.size()) throw damaged(Format::jxl, "its frames have different sizes");
      require(jxl().JxlDecoderSetImageOutBuffer(decoder.get(), &layout, picture.image.samples.data(), size));
    } else if (status == JXL_DEC_FULL_IMAGE) {
      return picture;
    } else {
      throw damaged(Format::jxl, "it holds no pixels");
    }
  }
}

}  // namespace kvant
