// Lossy WebP, of pictures that were not redrawn.
#include <webp/encode.h>

#include <algorithm>
#include <memory>

#include "image/encoders.hpp"
#include "image/webp_picture.hpp"
#include "kvant/error.hpp"

namespace kvant {

Bytes encode_lossy_webp(const Image& image, const EncodeOptions& options) {
  if (image.width > WEBP_MAX_DIMENSION || image.height > WEBP_MAX_DIMENSION) {
    throw Error(ErrorCode::unsupported, "WebP holds at most 16383 pixels per side; write JPEG instead");
  }
  WebPConfig config;
  const WebPPicturePointer picture(new WebPPicture());
  if (!WebPPictureInit(picture.get()) || !WebPConfigInit(&config)) {
    throw Error(ErrorCode::io, "the WebP library does not fit this build");
  }
  config.quality = static_cast<float>(options.quality);
  config.method = std::min(6, options.effort * 6 / 10);
  picture->width = static_cast<int>(image.width);
  picture->height = static_cast<int>(image.height);
  const int row = picture->width * static_cast<int>(image.channels);
  const bool imported = image.channels == 4 ? WebPPictureImportRGBA(picture.get(), image.samples.data(), row)
                                            : WebPPictureImportRGB(picture.get(), image.samples.data(), row);
  if (!imported) fail_webp(picture->error_code);
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  const std::unique_ptr<WebPMemoryWriter, void (*)(WebPMemoryWriter*)> owner(&writer, WebPMemoryWriterClear);
  picture->writer = WebPMemoryWrite;
  picture->custom_ptr = &writer;
  if (!WebPEncode(&config, picture.get())) fail_webp(picture->error_code);
  return {writer.mem, writer.mem + writer.size};
}

}  // namespace kvant
