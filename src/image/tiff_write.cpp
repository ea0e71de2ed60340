#include <tiffio.h>

#include <algorithm>
#include <cstdarg>
#include <cstring>
#include <memory>
#include <new>

#include "image/encoders.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

/// A file in memory for libtiff, which seeks and writes. It calls these from C: nothing may be thrown through them.
struct MemoryFile {
  Bytes bytes;
  std::uint64_t position = 0;
};

tmsize_t read_nothing(thandle_t, void*, tmsize_t) noexcept { return 0; }

tmsize_t write_memory(thandle_t handle, void* data, tmsize_t size) noexcept {
  auto& file = *static_cast<MemoryFile*>(handle);
  const auto count = static_cast<std::size_t>(size);
  try {
    if (file.bytes.size() < file.position + count) file.bytes.resize(file.position + count);
  } catch (const std::exception&) {
    return 0;
  }
  std::memcpy(file.bytes.data() + file.position, data, count);
  file.position += count;
  return size;
}

toff_t seek_memory(thandle_t handle, toff_t offset, int whence) noexcept {
  auto& file = *static_cast<MemoryFile*>(handle);
  const std::uint64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file.position : file.bytes.size();
  return file.position = base + offset;
}

int close_memory(thandle_t) noexcept { return 0; }

/// The library would print to stderr; what failed is known from the call that fails.
int stay_silent(TIFF*, void*, const char*, const char*, va_list) noexcept { return 1; }

toff_t size_memory(thandle_t handle) noexcept { return static_cast<MemoryFile*>(handle)->bytes.size(); }

struct Close {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};

struct FreeOptions {
  void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
};

/// Opens the file for writing, in little-endian order on every machine.
std::unique_ptr<TIFF, Close> open_memory(MemoryFile& file) {
  const std::unique_ptr<TIFFOpenOptions, FreeOptions> options(TIFFOpenOptionsAlloc());
  if (!options) throw std::bad_alloc();
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), stay_silent, nullptr);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), stay_silent, nullptr);
  std::unique_ptr<TIFF, Close> tiff(TIFFClientOpenExt("picture", "wl", &file, read_nothing, write_memory, seek_memory,
                                                      close_memory, size_memory, nullptr, nullptr, options.get()));
  if (!tiff) throw std::bad_alloc();
  return tiff;
}

void require(bool ok) {
  if (!ok) throw Error(ErrorCode::unsupported, "the TIFF encoder refused the picture; write PNG instead");
}

void set_color_map(TIFF* tiff, const Palette& palette, unsigned bits) {
  const std::size_t entries = std::size_t{1} << bits;
  std::vector<std::uint16_t> red(entries);
  std::vector<std::uint16_t> green(entries);
  std::vector<std::uint16_t> blue(entries);
  for (std::size_t i = 0; i < palette.size(); ++i) {
    red[i] = static_cast<std::uint16_t>(palette[i].r * 257);
    green[i] = static_cast<std::uint16_t>(palette[i].g * 257);
    blue[i] = static_cast<std::uint16_t>(palette[i].b * 257);
  }
  require(TIFFSetField(tiff, TIFFTAG_COLORMAP, red.data(), green.data(), blue.data()) != 0);
}

void set_metadata(TIFF* tiff, const Metadata& metadata) {
  if (metadata.resolution) {
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, metadata.resolution->x);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, metadata.resolution->y);
  }
  if (!metadata.author.empty()) TIFFSetField(tiff, TIFFTAG_ARTIST, metadata.author.c_str());
  if (!metadata.copyright.empty()) TIFFSetField(tiff, TIFFTAG_COPYRIGHT, metadata.copyright.c_str());
}

/// Row y as the strips hold it: packed indices of 4 or 8 bits, or RGB(A).
void make_row(const IndexedView& view, std::uint32_t y, bool indexed, unsigned bits, std::uint8_t* out) {
  if (!indexed) {
    view.for_row(y, [&](std::uint32_t, std::uint16_t index) {
      const Color& color = view.palette()[index];
      *out++ = color.r;
      *out++ = color.g;
      *out++ = color.b;
      if (!view.opaque()) *out++ = color.a;
    });
  } else if (bits == 8) {
    view.for_row(y, [&](std::uint32_t x, std::uint16_t index) { out[x] = static_cast<std::uint8_t>(index); });
  } else {
    std::fill_n(out, (view.width() + 1) / 2, std::uint8_t{0});
    view.for_row(y, [&](std::uint32_t x, std::uint16_t index) {
      out[x / 2] = static_cast<std::uint8_t>(out[x / 2] | index << (x % 2 == 0 ? 4 : 0));
    });
  }
}

}  // namespace

Bytes encode_tiff(const IndexedView& view, const EncodeOptions& options) {
  const bool indexed = view.opaque() && view.palette().size() <= 256;
  // Baseline TIFF has palettes of 4 and of 8 bits.
  const unsigned bits = indexed && view.palette().size() <= 16 ? 4 : 8;
  const unsigned samples = indexed ? 1 : view.opaque() ? 3 : 4;
  if (view.width() > 0x7fffffff || view.height() > 0x7fffffff) {
    throw Error(ErrorCode::unsupported, "TIFF holds at most 2147483647 pixels per side here");
  }

  MemoryFile file;
  std::unique_ptr<TIFF, Close> tiff = open_memory(file);
  TIFF* const out = tiff.get();
  const auto set = [&](std::uint32_t tag, unsigned value) { require(TIFFSetField(out, tag, value) != 0); };
  set(TIFFTAG_IMAGEWIDTH, view.width());
  set(TIFFTAG_IMAGELENGTH, view.height());
  set(TIFFTAG_BITSPERSAMPLE, bits);
  set(TIFFTAG_SAMPLESPERPIXEL, samples);
  set(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  set(TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  set(TIFFTAG_PHOTOMETRIC, indexed ? PHOTOMETRIC_PALETTE : PHOTOMETRIC_RGB);
  set(TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
  // Codec levels: zlib's 1 to 9, and up to 12 where libtiff has libdeflate.
  TIFFSetField(out, TIFFTAG_ZIPQUALITY, std::min(options.effort, 9));
  if (!indexed) set(TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
  if (!view.opaque()) {
    const std::uint16_t unassociated = EXTRASAMPLE_UNASSALPHA;
    require(TIFFSetField(out, TIFFTAG_EXTRASAMPLES, 1, &unassociated) != 0);
  }
  set_metadata(out, options.metadata);
  if (indexed) set_color_map(out, view.palette(), bits);

  // Strips of about 256 KiB: long enough to compress well, short enough to read a part.
  const std::size_t row_bytes = (std::size_t{view.width()} * bits * samples + 7) / 8;
  const auto strip_rows =
      static_cast<std::uint32_t>(std::clamp<std::size_t>((std::size_t{1} << 18) / row_bytes, 1, view.height()));
  set(TIFFTAG_ROWSPERSTRIP, strip_rows);
  Buffer<std::uint8_t> strip(strip_rows * row_bytes);
  std::uint32_t number = 0;
  for (std::uint32_t y = 0; y < view.height(); y += strip_rows, ++number) {
    const std::uint32_t rows = std::min(strip_rows, view.height() - y);
    for (std::uint32_t i = 0; i < rows; ++i) make_row(view, y + i, indexed, bits, strip.data() + i * row_bytes);
    require(TIFFWriteEncodedStrip(out, number, strip.data(), static_cast<tmsize_t>(rows * row_bytes)) >= 0);
  }
  require(TIFFWriteDirectory(out) != 0);
  tiff.reset();
  return std::move(file.bytes);
}

}  // namespace kvant
