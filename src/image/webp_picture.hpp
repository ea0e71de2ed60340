// What stills and animations share of writing WebP with libwebp.
#pragma once

#include <webp/encode.h>

#include <memory>

#include "image/indexed_view.hpp"
#include "kvant/io.hpp"

namespace kvant {

struct FreeWebPPicture {
  void operator()(WebPPicture* picture) const {
    WebPPictureFree(picture);
    delete picture;
  }
};
using WebPPicturePointer = std::unique_ptr<WebPPicture, FreeWebPPicture>;

/// The view's pixels in libwebp's memory. Throws Error(unsupported) if it is too large.
[[nodiscard]] WebPPicturePointer make_webp_picture(const IndexedView& view);

/// The same of a picture that has not been redrawn, of 8 bits per sample.
[[nodiscard]] WebPPicturePointer make_webp_picture(const Image& image);

/// Lossless, colors under fully transparent pixels included.
[[nodiscard]] WebPConfig make_webp_config(const EncodeOptions& options);

/// Throws Error, or std::bad_alloc, for a picture that was not encoded.
[[noreturn]] void fail_webp(WebPEncodingError code);

}  // namespace kvant
