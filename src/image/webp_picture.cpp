#include "webp_picture.hpp"

#include <algorithm>
#include <new>
#include <vector>

#include "kvant/error.hpp"

namespace kvant {
namespace {

void require(bool fits) {
  if (!fits) throw Error(ErrorCode::io, "the WebP library does not fit this build");
}

}  // namespace

WebPPicturePointer make_webp_picture(const IndexedView& view) {
  if (view.width() > WEBP_MAX_DIMENSION || view.height() > WEBP_MAX_DIMENSION) {
    throw Error(ErrorCode::unsupported, "WebP holds at most 16383 pixels per side; write PNG instead");
  }
  WebPPicturePointer picture(new WebPPicture());
  require(WebPPictureInit(picture.get()) != 0);
  picture->use_argb = 1;
  picture->width = static_cast<int>(view.width());
  picture->height = static_cast<int>(view.height());
  if (!WebPPictureAlloc(picture.get())) throw std::bad_alloc();

  std::vector<std::uint32_t> pixels;
  for (const Color& c : view.palette()) {
    pixels.push_back(std::uint32_t{c.a} << 24 | std::uint32_t{c.r} << 16 | std::uint32_t{c.g} << 8 | c.b);
  }
  for (std::uint32_t y = 0; y < view.height(); ++y) {
    std::uint32_t* row = picture->argb + std::size_t{y} * static_cast<std::size_t>(picture->argb_stride);
    view.for_row(y, [&](std::uint32_t x, std::uint16_t index) { row[x] = pixels[index]; });
  }
  return picture;
}

WebPConfig make_webp_config(const EncodeOptions& options) {
  WebPConfig config;
  const int preset = std::clamp(options.effort, 1, 10) - 1;
  require(WebPConfigInit(&config) && WebPConfigLosslessPreset(&config, preset));
  config.exact = 1;
  return config;
}

void fail_webp(WebPEncodingError code) {
  if (code == VP8_ENC_ERROR_OUT_OF_MEMORY) throw std::bad_alloc();
  throw Error(ErrorCode::unsupported, "the WebP encoder refused the picture; write PNG instead");
}

}  // namespace kvant
