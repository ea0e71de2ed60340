// One function per format that kvant writes, behind encode_image(). Each throws Error(unsupported) if the format cannot
// hold the picture.
#pragma once

#include "image/bytes.hpp"
#include "image/indexed_view.hpp"
#include "kvant/io.hpp"

namespace kvant {

/// PNG (ISO/IEC 15948), made small.
[[nodiscard]] Bytes encode_png(const IndexedView& view, const EncodeOptions& options);

/// GIF89a where pixels are fully transparent, GIF87a otherwise.
[[nodiscard]] Bytes encode_gif(const IndexedView& view, const EncodeOptions& options);

/// Lossless WebP, colors under fully transparent pixels included.
[[nodiscard]] Bytes encode_webp(const IndexedView& view, const EncodeOptions& options);

/// The same of a picture that has not been redrawn, of 8 bits per sample.
[[nodiscard]] Bytes encode_webp(const Image& image, const EncodeOptions& options);

/// JPEG with full color resolution, as flat areas of few colors need; grayscale if all colors are gray.
[[nodiscard]] Bytes encode_jpeg(const IndexedView& view, const EncodeOptions& options);

/// JPEG of a picture that was not redrawn: opaque, 8 bits per sample. Its colors have half the resolution below quality
/// 90.
[[nodiscard]] Bytes encode_jpeg(const Image& image, const EncodeOptions& options);

/// Lossy WebP of a picture of 8 bits per sample.
[[nodiscard]] Bytes encode_lossy_webp(const Image& image, const EncodeOptions& options);

/// TIFF, compressed with Deflate: a palette if it can, else RGB or RGBA.
[[nodiscard]] Bytes encode_tiff(const IndexedView& view, const EncodeOptions& options);

/// BMP: a palette of 1, 4 or 8 bits if it can, else 24 bits, or 32 with alpha.
[[nodiscard]] Bytes encode_bmp(const IndexedView& view, const EncodeOptions& options);

/// PBM, PGM, PPM or PAM, as the options say. All of them binary, 8 bits per sample but for PBM.
[[nodiscard]] Bytes encode_pnm(const IndexedView& view, const EncodeOptions& options);

}  // namespace kvant
