#include <webp/encode.h>

#include <new>

#include "image/encoders.hpp"
#include "image/webp_picture.hpp"

namespace kvant {
namespace {

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

Bytes encode(const WebPPicturePointer& picture, const EncodeOptions& options) {
  const WebPConfig config = make_webp_config(options);
  Bytes out;
  picture->writer = append;
  picture->custom_ptr = &out;
  if (!WebPEncode(&config, picture.get())) fail_webp(picture->error_code);
  return out;
}

}  // namespace

Bytes encode_webp(const IndexedView& view, const EncodeOptions& options) {
  return encode(make_webp_picture(view), options);
}

Bytes encode_webp(const Image& image, const EncodeOptions& options) {
  return encode(make_webp_picture(image), options);
}

}  // namespace kvant
