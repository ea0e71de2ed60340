#include <webp/encode.h>

#include <algorithm>
#include <memory>
#include <new>

#include "encoders.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

struct FreePicture {
  void operator()(WebPPicture* picture) const { WebPPictureFree(picture); }
};

/// The library calls this from C: nothing may be thrown through it.
int append(const std::uint8_t* data, std::size_t size, const WebPPicture* picture) noexcept {
  try {
    auto& out = *static_cast<Bytes*>(picture->custom_ptr);
    out.insert(out.end(), data, data + size);
    return 1;
  } catch (const std::bad_alloc&) {
    return 0;
  }
}

}  // namespace

Bytes encode_webp(const IndexedView& view, const EncodeOptions& options) {
  if (view.width() > WEBP_MAX_DIMENSION || view.height() > WEBP_MAX_DIMENSION) {
    throw Error(ErrorCode::unsupported, "WebP holds at most 16383 pixels per side; write PNG instead");
  }
  WebPConfig config;
  WebPPicture picture;
  const int preset = std::clamp(options.effort, 1, 10) - 1;
  if (!WebPConfigInit(&config) || !WebPConfigLosslessPreset(&config, preset) || !WebPPictureInit(&picture)) {
    throw Error(ErrorCode::io, "the WebP library does not fit this build");
  }
  config.exact = 1;
  picture.use_argb = 1;
  picture.width = static_cast<int>(view.width());
  picture.height = static_cast<int>(view.height());
  if (!WebPPictureAlloc(&picture)) throw std::bad_alloc();
  const std::unique_ptr<WebPPicture, FreePicture> free_picture(&picture);

  std::vector<std::uint32_t> pixels;
  for (const Color& c : view.palette()) {
    pixels.push_back(std::uint32_t{c.a} << 24 | std::uint32_t{c.r} << 16 | std::uint32_t{c.g} << 8 | c.b);
  }
  for (std::uint32_t y = 0; y < view.height(); ++y) {
    std::uint32_t* row = picture.argb + std::size_t{y} * static_cast<std::size_t>(picture.argb_stride);
    view.for_row(y, [&](std::uint32_t x, std::uint16_t index) { row[x] = pixels[index]; });
  }

  Bytes out;
  picture.writer = append;
  picture.custom_ptr = &out;
  if (!WebPEncode(&config, &picture)) {
    if (picture.error_code == VP8_ENC_ERROR_OUT_OF_MEMORY) throw std::bad_alloc();
    throw Error(ErrorCode::unsupported, "the WebP encoder refused the picture; write PNG instead");
  }
  return out;
}

}  // namespace kvant
