// Picture files in and out.
//
//   kvant::ReadResult in = kvant::read_image("photo.jpg");
//   kvant::QuantizeResult out = kvant::quantize(in.image, {.colors = 24});
//   kvant::write_file("photo-k24.png", kvant::encode_image(out.image, kvant::Format::png));
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kvant/export.hpp"
#include "kvant/image.hpp"

namespace kvant {

enum class Format { png, jpeg, webp, gif, tiff, bmp, pnm, heif, jxl };

/// The format's usual name: "PNG", "JPEG", ...
[[nodiscard]] KVANT_EXPORT std::string_view format_name(Format format);

/// The format that a file name's extension stands for, in any case: .png, .jpg .jpeg .jfif, .webp, .gif, .tif .tiff,
/// .bmp, .ppm .pgm .pbm .pnm .pam, .avif .heic .heif, .jxl.
[[nodiscard]] KVANT_EXPORT std::optional<Format> format_of_extension(const std::filesystem::path& path);

/// Whether this build reads the format (HEIF/AVIF and JPEG XL are optional), or writes it.
[[nodiscard]] KVANT_EXPORT bool can_read(Format format);
[[nodiscard]] KVANT_EXPORT bool can_write(Format format);

struct ReadOptions {
  /// Pictures with more pixels are refused before memory is taken for them. Default 2^28 (268 megapixels).
  std::uint64_t max_pixels = std::uint64_t{1} << 28;
  /// Which frame (from 0) of an animation or page of a document to take. Without it those are refused.
  std::optional<std::uint32_t> frame = {};
  /// Draws what is there of a damaged picture, with a warning that says how much is missing, instead of refusing it.
  bool lenient = false;
  unsigned threads = 0;  ///< to convert colors of other spaces to sRGB; 0: one per core
};

/// Pixels per inch in either direction.
struct Resolution {
  double x = 0;
  double y = 0;
};

/// What a file says beside its pixels.
struct Metadata {
  std::optional<Resolution> resolution;  ///< PNG, JPEG, TIFF and BMP
  std::string author;                    ///< these two are UTF-8; PNG, JPEG and TIFF, from text chunks, tags and Exif
  std::string copyright;
};

struct ReadResult {
  Image image;              ///< sRGB and upright: ICC profile, gamma and EXIF orientation are already applied
  Format format{};          ///< found by content, not by name
  std::uint64_t bytes = 0;  ///< size of the encoded file
  std::string warning;  ///< one line about what could not be honoured (a damaged ICC profile) or is missing, or empty
  /// What the file said, which `image` no longer shows:
  bool gray = false;        ///< stored as gray: R = G = B in every pixel
  std::uint32_t depth = 8;  ///< 16 if stored with more than 8 bits per sample, else 8
  int orientation = 1;      ///< EXIF, 1 to 8; 1: it was upright
  /// What its samples meant: the name of an ICC profile, as it is in the file, or a few words for PNG's gamma and for
  /// code points (ITU-T H.273). Empty: it did not say, and sRGB was assumed.
  std::string color_profile;
  Metadata metadata;  ///< of the upright picture; written again if it is put into EncodeOptions
};

/// Reads a picture file.
/// Throws Error: not_found, io, unsupported, corrupt, limit.
[[nodiscard]] KVANT_EXPORT ReadResult read_image(const std::filesystem::path& path, const ReadOptions& options = {});

/// The same from bytes in memory. Throws Error: unsupported, corrupt, limit.
[[nodiscard]] KVANT_EXPORT ReadResult decode_image(std::span<const std::uint8_t> bytes,
                                                   const ReadOptions& options = {});

/// The kinds of files that Format::pnm stands for.
enum class PnmKind {
  fitting,  ///< PGM if all colors are gray, else PPM; PAM with alpha
  pbm,      ///< black and white only
  pgm,      ///< gray only
  ppm,
  pam,
};

/// The kind that a file name's extension stands for, in any case: .pbm, .pgm, .ppm, .pam; `fitting` for all others.
[[nodiscard]] KVANT_EXPORT PnmKind pnm_kind_of_extension(const std::filesystem::path& path);

enum class PaletteOrder {
  smallest,  ///< what makes the file small: unused entries are left out, others reordered, gray needs no palette
  keep,      ///< a file with the whole palette as it is: for sprites, palette swaps and displays that go by index
};

struct EncodeOptions {
  int effort = 7;    ///< 1 (fast) to 10 (smallest file); lossless formats only differ in size
  int quality = 90;  ///< JPEG, and encode_lossy(): 1 to 100
  PnmKind pnm = PnmKind::fitting;
  PaletteOrder palette_order = PaletteOrder::smallest;
  /// For PNG; 0: those of the oneTBB arena that the caller is in, one per core if it is in none. The bytes are the same
  /// for any number.
  unsigned threads = 0;
  Metadata metadata = {};  ///< written as far as the format has a place for it
};

/// Encodes a picture in as few bits as its palette allows: PNG (1, 2, 4 or 8 bits and tRNS; truecolor above 256
/// colors), GIF (at most 256 colors), lossless WebP, JPEG (lossy), TIFF, BMP, PNM (by `options.pnm`).
/// Palette entries that no pixel uses are left out, and the others may be reordered, unless `options.palette_order`
/// keeps them.
/// Throws Error: unsupported if the format cannot hold the picture (GIF above 256 colors, JPEG with alpha, PGM with
/// colors, size limits), or not the palette that is to be kept (above 256 colors, with alpha in TIFF and BMP, in other
/// formats than PNG, GIF, TIFF and BMP).
[[nodiscard]] KVANT_EXPORT std::vector<std::uint8_t> encode_image(const IndexedImage& image, Format format,
                                                                  const EncodeOptions& options = {});

/// Encodes a picture that was not redrawn, with all its colors, lossy by `options.quality`: JPEG (below quality 90 with
/// colors at half the resolution, as is usual) or WebP. 16-bit samples are rounded to 8 bits.
/// Throws Error: unsupported (another format, JPEG with alpha, size limits), invalid_argument.
[[nodiscard]] KVANT_EXPORT std::vector<std::uint8_t> encode_lossy(const Image& image, Format format,
                                                                  const EncodeOptions& options = {});

/// Draws the picture on `background` (its alpha is not looked at), for formats without transparency: sRGB values are
/// mixed, as browsers do. Pixels with an alpha below `keep_below` (of 255) become fully transparent instead, and all
/// others opaque: what GIF holds. With 0 the picture loses its alpha channel.
KVANT_EXPORT void flatten(Image& image, Color background, std::uint8_t keep_below = 0);

/// Encodes the palette indices themselves as a grayscale PNG: 8-bit up to 256 colors, else 16-bit.
[[nodiscard]] KVANT_EXPORT std::vector<std::uint8_t> encode_labels_png(const IndexedImage& image);

/// Encodes the palette indices as a NumPy array (.npy, version 1.0) of shape (height, width), uint8 or uint16.
[[nodiscard]] KVANT_EXPORT std::vector<std::uint8_t> encode_labels_npy(const IndexedImage& image);

/// Reads a whole file; "-" is a file of that name here, not standard input. Throws Error: not_found, io.
[[nodiscard]] KVANT_EXPORT std::vector<std::uint8_t> read_file(const std::filesystem::path& path);

/// Writes a file beside its target and renames it into place, so that a failure leaves no half file and whatever was
/// there is kept. Throws Error: exists unless `overwrite`, io.
KVANT_EXPORT void write_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes,
                             bool overwrite = false);

}  // namespace kvant
