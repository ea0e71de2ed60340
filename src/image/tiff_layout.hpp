// What the samples of a TIFF are, and how much memory they may take.
#pragma once

#include <cstdint>
#include <optional>

#include "image/tiff_file.hpp"
#include "image/tiff_tags.hpp"

namespace kvant {

struct TiffLayout {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t bits = 1;
  std::uint32_t samples = 1;
  std::uint32_t photometric = 0;
  bool floats = false;
  bool separate = false;          ///< one plane after the other
  std::uint32_t block_width = 0;  ///< of a tile; that of the picture if it has strips
  std::uint32_t block_height = 0;
  bool tiled = false;
  std::uint32_t colors = 1;            ///< samples that are color; they come first
  std::optional<std::uint32_t> alpha;  ///< the sample that is alpha
  bool alpha_is_declared = false;
  bool premultiplied = false;

  /// Samples that are neither color nor alpha.
  [[nodiscard]] std::uint32_t dropped() const { return samples - colors - (alpha ? 1 : 0); }
  [[nodiscard]] bool is_gray() const;
  [[nodiscard]] bool is_lab() const;
};

[[nodiscard]] TiffLayout read_tiff_layout(const Tiff& tiff);

/// Whether the samples are read here: libtiff's own conversion serves the rest (subsampled YCbCr, LogLuv).
[[nodiscard]] bool is_direct(const TiffLayout& layout);

/// Throws Error for samples that are not read: signed ones, inks other than CMYK.
void refuse_other_samples(const Tiff& tiff, const TiffLayout& layout);

/// Throws Error where a row is larger than limits allow. Where sizes have 32 bits, libtiff fails at directories with
/// such rows before it can be asked.
void check_row_sizes(const TiffTags& tags, const ReadOptions& options);

/// Throws Error where a row or tile is larger than limits and the file's own size allow. Returns the most bytes that
/// libtiff may take at once.
[[nodiscard]] std::uint64_t check_block_sizes(const Tiff& tiff, const TiffLayout& layout, std::uint64_t file_bytes,
                                              const ReadOptions& options);

}  // namespace kvant
