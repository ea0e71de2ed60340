#ifdef KVANT_TEST_JXL
#include <jxl/encode.h>
#endif

#include <stdexcept>

#include "unit/image_read/encoders.hpp"

namespace kvant::test {
namespace {

[[maybe_unused]] void require(bool done) {
  if (!done) throw std::runtime_error("the test's encoder failed");
}

}  // namespace

#ifdef KVANT_TEST_JXL
File encode_jxl(const std::vector<Image>& frames, int orientation) {
  JxlEncoder* encoder = JxlEncoderCreate(nullptr);
  const Image& first = frames[0];
  JxlBasicInfo info;
  JxlEncoderInitBasicInfo(&info);
  info.xsize = first.width;
  info.ysize = first.height;
  info.bits_per_sample = first.depth;
  info.uses_original_profile = JXL_TRUE;
  info.orientation = static_cast<JxlOrientation>(orientation);
  info.alpha_bits = first.channels == 4 ? first.depth : 0;
  info.num_extra_channels = first.channels == 4 ? 1 : 0;
  if (frames.size() > 1) {
    info.have_animation = JXL_TRUE;
    info.animation.tps_numerator = 10;
    info.animation.tps_denominator = 1;
  }
  require(JxlEncoderSetBasicInfo(encoder, &info) == JXL_ENC_SUCCESS);
  JxlColorEncoding color;
  JxlColorEncodingSetToSRGB(&color, JXL_FALSE);
  require(JxlEncoderSetColorEncoding(encoder, &color) == JXL_ENC_SUCCESS);
  const JxlPixelFormat layout = {first.channels, first.depth == 16 ? JXL_TYPE_UINT16 : JXL_TYPE_UINT8,
                                 JXL_NATIVE_ENDIAN, 0};
  for (const Image& frame : frames) {
    JxlEncoderFrameSettings* settings = JxlEncoderFrameSettingsCreate(encoder, nullptr);
    require(JxlEncoderSetFrameLossless(settings, JXL_TRUE) == JXL_ENC_SUCCESS);
    if (frames.size() > 1) {
      JxlFrameHeader header;
      JxlEncoderInitFrameHeader(&header);
      header.duration = 1;
      require(JxlEncoderSetFrameHeader(settings, &header) == JXL_ENC_SUCCESS);
    }
    require(JxlEncoderAddImageFrame(settings, &layout, frame.samples.data(), frame.samples.size()) == JXL_ENC_SUCCESS);
  }
  JxlEncoderCloseInput(encoder);
  File file(1 << 20);
  std::uint8_t* next = file.data();
  std::size_t left = file.size();
  require(JxlEncoderProcessOutput(encoder, &next, &left) == JXL_ENC_SUCCESS);
  file.resize(file.size() - left);
  JxlEncoderDestroy(encoder);
  return file;
}
#else
File encode_jxl(const std::vector<Image>&, int) { return {}; }
#endif

}  // namespace kvant::test
