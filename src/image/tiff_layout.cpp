#include "image/tiff_layout.hpp"

#include <algorithm>
#include <string>

namespace kvant {
namespace {

std::uint32_t colors_of(std::uint32_t photometric, std::uint32_t samples) {
  switch (photometric) {
    case PHOTOMETRIC_RGB:
      return 3;
    case PHOTOMETRIC_SEPARATED:
      return 4;
    case PHOTOMETRIC_CIELAB:
    case PHOTOMETRIC_ICCLAB:
      return samples >= 3 ? 3 : 1;  // L* alone is allowed
    default:
      return 1;
  }
}

void find_alpha(const Tiff& tiff, TiffLayout& layout) {
  if (layout.samples <= layout.colors) return;
  std::uint16_t extras = 0;
  std::uint16_t* kinds = nullptr;
  if (!TIFFGetField(tiff.get(), TIFFTAG_EXTRASAMPLES, &extras, &kinds) || !kinds) extras = 0;
  // The last samples are the extra ones.
  const std::uint32_t first = std::max(layout.colors, layout.samples - std::min<std::uint32_t>(extras, layout.samples));
  for (std::uint32_t i = 0; i < extras && first + i < layout.samples && !layout.alpha; ++i) {
    if (kinds[i] != EXTRASAMPLE_ASSOCALPHA && kinds[i] != EXTRASAMPLE_UNASSALPHA) continue;
    layout.alpha = first + i;
    layout.alpha_is_declared = true;
    layout.premultiplied = kinds[i] == EXTRASAMPLE_ASSOCALPHA;
  }
  if (!layout.alpha && layout.photometric == PHOTOMETRIC_RGB && layout.samples == 4) layout.alpha = 3;
}

/// The most bytes that one stored byte can stand for.
std::uint64_t largest_expansion(std::uint32_t compression) {
  switch (compression) {
    case COMPRESSION_NONE:
      return 1;
    case COMPRESSION_PACKBITS:
      return 64;
    case COMPRESSION_LZW:
      return 4096;
    case COMPRESSION_DEFLATE:
    case COMPRESSION_ADOBE_DEFLATE:
      return 1040;
    default:
      return 65536;  // far above what Zstandard makes of a row of zeros
  }
}

/// What a strip or tile may take.
std::uint64_t most_block_bytes(const ReadOptions& options) {
  return std::min(options.max_pixels, std::uint64_t{1} << 48) * 8 + (std::uint64_t{1} << 20);
}

[[noreturn]] void refuse_size(const TiffLayout& layout, const ReadOptions& options) {
  throw Error(ErrorCode::limit, "claims " + std::to_string(layout.samples) + " samples of " +
                                    std::to_string(layout.bits) + " bits in each of " + std::to_string(layout.width) +
                                    " x " + std::to_string(layout.height) + " pixels, more than --max-pixels " +
                                    std::to_string(options.max_pixels) + " allows");
}

}  // namespace

bool TiffLayout::is_gray() const {
  return photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
}

bool TiffLayout::is_lab() const { return photometric == PHOTOMETRIC_CIELAB || photometric == PHOTOMETRIC_ICCLAB; }

TiffLayout read_tiff_layout(const Tiff& tiff) {
  TiffLayout layout;
  layout.width = tiff.number(TIFFTAG_IMAGEWIDTH, 0, true);
  layout.height = tiff.number(TIFFTAG_IMAGELENGTH, 0, true);
  layout.bits = tiff.number(TIFFTAG_BITSPERSAMPLE, 1);
  layout.samples = tiff.number(TIFFTAG_SAMPLESPERPIXEL, 1);
  layout.floats = tiff.number(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT) == SAMPLEFORMAT_IEEEFP;
  std::uint16_t photometric = 0;
  // Old fax files leave it out; white is 0 there.
  layout.photometric = TIFFGetField(tiff.get(), TIFFTAG_PHOTOMETRIC, &photometric) ? photometric
                       : layout.samples >= 3                                       ? PHOTOMETRIC_RGB
                                                                                   : PHOTOMETRIC_MINISWHITE;
  const bool jpeg = tiff.number(TIFFTAG_COMPRESSION, COMPRESSION_NONE) == COMPRESSION_JPEG;
  layout.separate = tiff.number(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE;
  // libjpeg makes RGB of it, see ask_for_rgb().
  if (jpeg && layout.photometric == PHOTOMETRIC_YCBCR && layout.bits == 8 && layout.samples == 3 && !layout.separate) {
    layout.photometric = PHOTOMETRIC_RGB;
  }
  layout.tiled = TIFFIsTiled(tiff.get()) != 0;
  layout.block_width = layout.tiled ? tiff.number(TIFFTAG_TILEWIDTH, 0, true) : layout.width;
  layout.block_height = layout.tiled ? tiff.number(TIFFTAG_TILELENGTH, 0, true)
                                     : std::min(tiff.number(TIFFTAG_ROWSPERSTRIP, ~0U, true), layout.height);
  layout.colors = colors_of(layout.photometric, layout.samples);
  find_alpha(tiff, layout);
  return layout;
}

bool is_direct(const TiffLayout& layout) {
  if (layout.samples < layout.colors) return false;
  const bool bits = layout.floats ? layout.bits == 16 || layout.bits == 32 || layout.bits == 64 : layout.bits <= 16;
  switch (layout.photometric) {
    case PHOTOMETRIC_MINISBLACK:
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_RGB:
    case PHOTOMETRIC_SEPARATED:
      return bits;
    case PHOTOMETRIC_PALETTE:
      return bits && !layout.floats;
    case PHOTOMETRIC_CIELAB:
    case PHOTOMETRIC_ICCLAB:
      return !layout.floats && (layout.bits == 8 || layout.bits == 16);
    default:
      return false;
  }
}

void refuse_other_samples(const Tiff& tiff, const TiffLayout& layout) {
  const auto refuse = [](const std::string& what) { throw Error(ErrorCode::unsupported, "is a TIFF of " + what); };
  const std::uint32_t format = tiff.number(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
  const bool log = layout.photometric == PHOTOMETRIC_LOGL || layout.photometric == PHOTOMETRIC_LOGLUV;
  const bool fits = format == SAMPLEFORMAT_UINT || format == SAMPLEFORMAT_VOID || log ||
                    (format == SAMPLEFORMAT_INT && layout.is_lab()) || (layout.floats && is_direct(layout));
  if (!fits) {
    refuse(layout.floats ? std::to_string(layout.bits) + "-bit floating-point samples of a kind that is not read"
                         : "signed or complex samples, which kvant does not read");
  }
  if (layout.is_lab() && !is_direct(layout)) refuse("L*a*b* samples that are not read: only those of 8 or 16 bits are");
  if (layout.is_lab() && layout.premultiplied) refuse("L*a*b* multiplied by alpha, which is not read");
  if (layout.photometric == PHOTOMETRIC_SEPARATED &&
      (tiff.number(TIFFTAG_INKSET, INKSET_CMYK) != INKSET_CMYK || layout.samples < 4)) {
    refuse("inks that are not read: only CMYK is");
  }
  if (layout.bits > 16 && !layout.floats) {
    refuse(std::to_string(layout.bits) + " bits per sample, which kvant does not read: at most 16 are");
  }
}

void check_row_sizes(const TiffTags& tags, const ReadOptions& options) {
  for (const TiffDirectory& directory : tags.directories()) {
    const auto value = [&](std::uint16_t tag, std::uint32_t otherwise) {
      return static_cast<std::uint32_t>(tags.value(directory, tag).value_or(otherwise));
    };
    TiffLayout layout;
    layout.width = value(TIFFTAG_IMAGEWIDTH, 0);
    layout.height = value(TIFFTAG_IMAGELENGTH, 0);
    layout.bits = value(TIFFTAG_BITSPERSAMPLE, 1) & 0xffffU;
    layout.samples = value(TIFFTAG_SAMPLESPERPIXEL, 1) & 0xffffU;
    if (value(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) != PLANARCONFIG_CONTIG) continue;
    if (std::uint64_t{layout.width} * layout.samples > 8 * most_block_bytes(options) / std::max(layout.bits, 1U)) {
      check_size(Format::tiff, layout.width, layout.height, options);
      refuse_size(layout, options);
    }
  }
}

std::uint64_t check_block_sizes(const Tiff& tiff, const TiffLayout& layout, std::uint64_t file_bytes,
                                const ReadOptions& options) {
  const std::uint64_t samples = layout.separate ? 1 : layout.samples;
  const auto row_bytes = [&](std::uint64_t width) { return (width * layout.bits * samples + 7) / 8; };
  if (layout.block_width == 0 || layout.block_height == 0) throw damaged(Format::tiff, "its tiles have no size");
  // Room for a tile that is somewhat larger than the picture, not vastly so.
  if (layout.tiled && (layout.block_width > std::uint64_t{layout.width} + 4096 ||
                       layout.block_height > std::uint64_t{layout.height} + 4096)) {
    throw damaged(Format::tiff, "its tiles are larger than the picture");
  }
  // Neither wraps around: below 2^32 x 2^16 x 2^16 bits and 2^48 pixels (check_size) x 2^14 bytes.
  const std::uint64_t block_row = row_bytes(layout.block_width);
  // libtiff's own conversion takes whole strips.
  const std::uint64_t unit_height = layout.tiled || !is_direct(layout) ? layout.block_height : 1;
  if (block_row > most_block_bytes(options) / layout.block_height) refuse_size(layout, options);
  // Even one row or tile would need more than the whole file holds. Subsampled colors take less, at least a third.
  const std::uint64_t expansion =
      largest_expansion(tiff.number(TIFFTAG_COMPRESSION, COMPRESSION_NONE)) * (is_direct(layout) ? 1 : 3);
  if (block_row * unit_height / expansion > file_bytes) throw ends_early(Format::tiff);
  const std::uint64_t told = layout.tiled ? static_cast<std::uint64_t>(TIFFTileSize64(tiff.get()))
                                          : static_cast<std::uint64_t>(TIFFScanlineSize64(tiff.get()));
  if (is_direct(layout) && (told < block_row * unit_height || told > 2 * block_row * unit_height + 64)) {
    throw damaged(Format::tiff, "its rows have another size than its samples make");
  }
  // Some codecs keep a whole strip or tile beside it, with twice the bits.
  return 2 * block_row * layout.block_height + 4 * file_bytes + (std::uint64_t{64} << 20);
}

}  // namespace kvant
