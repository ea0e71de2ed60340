#include "image/webp_picture.hpp"

#include <algorithm>
#include <new>
#include <vector>

#include "kvant/error.hpp"

namespace kvant {
namespace {

void require(bool fits) {
  if (!fits) throw Error(ErrorCode::io, "the WebP library does not fit this build");
}

WebPPicturePointer make_blank(std::uint32_t width, std::uint32_t height) {
  if (width > WEBP_MAX_DIMENSION || height > WEBP_MAX_DIMENSION) {
    throw Error(ErrorCode::unsupported, "WebP holds at most 16383 pixels per side; write PNG instead");
  }
  WebPPicturePointer picture(new WebPPicture());
  require(WebPPictureInit(picture.get()) != 0);
  picture->use_argb = 1;
  picture->width = static_cast<int>(width);
  picture->height = static_cast<int>(height);
  if (!WebPPictureAlloc(picture.get())) throw std::bad_alloc();
  return picture;
}

std::uint32_t* row_of(WebPPicture& picture, std::uint32_t y) {
  return picture.argb + std::size_t{y} * static_cast<std::size_t>(picture.argb_stride);
}

std::uint32_t argb(std::uint32_t r, std::uint32_t g, std::uint32_t b, std::uint32_t a) {
  return a << 24 | r << 16 | g << 8 | b;
}

}  // namespace

WebPPicturePointer make_webp_picture(const IndexedView& view) {
  WebPPicturePointer picture = make_blank(view.width(), view.height());
  std::vector<std::uint32_t> pixels;
  for (const Color& c : view.palette()) pixels.push_back(argb(c.r, c.g, c.b, c.a));
  for (std::uint32_t y = 0; y < view.height(); ++y) {
    std::uint32_t* row = row_of(*picture, y);
    view.for_row(y, [&](std::uint32_t x, std::uint16_t index) { row[x] = pixels[index]; });
  }
  return picture;
}

WebPPicturePointer make_webp_picture(const Image& image) {
  if (image.depth != 8) throw Error(ErrorCode::unsupported, "WebP has 8 bits per sample");
  WebPPicturePointer picture = make_blank(image.width, image.height);
  const std::uint8_t* sample = image.samples.data();
  for (std::uint32_t y = 0; y < image.height; ++y) {
    std::uint32_t* row = row_of(*picture, y);
    for (std::uint32_t x = 0; x < image.width; ++x, sample += image.channels) {
      row[x] = argb(sample[0], sample[1], sample[2], image.channels == 4 ? sample[3] : 255);
    }
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
