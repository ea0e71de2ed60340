// What kvant knows of each picture format.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "image/animation.hpp"
#include "image/decoders.hpp"
#include "image/encoders.hpp"
#include "kvant/io.hpp"

namespace kvant {

inline constexpr std::uint32_t kAnyNumber = std::numeric_limits<std::uint32_t>::max();

/// What there may be beside opaque colors.
enum class Transparency { none, full_only, partial };

/// A row of the table of formats in formats.cpp: all that is known of one. Functions that are null: kvant, or this
/// build of it, does not do that with the format.
struct PictureCodec {
  Format format;
  std::string_view name;   ///< in messages: "PNG"
  std::string_view word;   ///< of --format and in JSON: "png"
  std::string_view files;  ///< where all are listed that are read: "AVIF, HEIC"
  std::array<std::string_view, 5>
      extensions;                 ///< small letters, with dots; the first is that of files that are written
  bool (*probe)(ByteView start);  ///< whether a file starts like this

  Picture (*decode)(ByteView bytes, const ReadOptions& options) = nullptr;
  void (*read_metadata)(ByteView bytes, Metadata& metadata) = nullptr;  ///< of files whose decoder does not do it

  Bytes (*encode)(const IndexedView& view, const EncodeOptions& options) = nullptr;
  void (*write_metadata)(Bytes& bytes, const Metadata& metadata) = nullptr;           ///< into what was encoded
  Bytes (*encode_lossy)(const Image& image, const EncodeOptions& options) = nullptr;  ///< 8 bits per sample
  std::unique_ptr<AnimationWriter> (*animate)(const EncodeOptions& options) = nullptr;

  std::uint32_t most_colors = kAnyNumber;             ///< of files that are written
  Transparency transparency = Transparency::partial;  ///< of files that are written
  bool exact = true;                                  ///< `encode` keeps every color as it is
  bool lossy = false;                                 ///< files may have lost colors when they were written
  /// What palettes of up to 256 colors may hold that `encode` keeps in their order; none: it keeps no order.
  std::optional<Transparency> kept_palette = {};
};

/// The rows, in the order in which a file is tried.
[[nodiscard]] std::span<const PictureCodec> picture_codecs();

[[nodiscard]] const PictureCodec& picture_codec(Format format);

/// The formats of the rows that `have` it, in the order of Format.
[[nodiscard]] std::vector<Format> formats_that(bool (*have)(const PictureCodec& codec));

/// The formats that this build reads, and those that it writes.
[[nodiscard]] std::vector<Format> read_formats();
[[nodiscard]] std::vector<Format> written_formats();

/// "PNG, GIF or TIFF"
[[nodiscard]] std::string either_of(std::span<const std::string_view> words);

/// The same of the names of formats.
[[nodiscard]] std::string either_of(std::span<const Format> formats);

}  // namespace kvant
