// TIFF, with libtiff, from memory.
//
// Gray, palette, RGB and CMYK samples of 1 to 16 bits are read as they are; libtiff's own conversion to 8-bit RGBA
// serves the rest (YCbCr, CIE L*a*b*, LogLuv).
#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>

#include "image/decoders.hpp"

namespace kvant {
namespace {

struct Source {
  Bytes bytes;
  std::uint64_t position = 0;
  bool overran = false;
  std::string error;  // the first that libtiff reports
};

Source& source_of(thandle_t handle) { return *static_cast<Source*>(handle); }

tmsize_t read_source(thandle_t handle, void* to, tmsize_t size) {
  Source& source = source_of(handle);
  const std::uint64_t left = source.bytes.size() - std::min<std::uint64_t>(source.position, source.bytes.size());
  const std::uint64_t count = std::min<std::uint64_t>(left, static_cast<std::uint64_t>(size));
  if (count > 0) std::memcpy(to, source.bytes.data() + source.position, count);
  if (count < static_cast<std::uint64_t>(size)) source.overran = true;
  source.position += count;
  return static_cast<tmsize_t>(count);
}

tmsize_t refuse_write(thandle_t, void*, tmsize_t) { return -1; }

toff_t seek_source(thandle_t handle, toff_t offset, int whence) {
  Source& source = source_of(handle);
  if (whence == SEEK_SET) source.position = offset;
  if (whence == SEEK_CUR) source.position += offset;
  if (whence == SEEK_END) source.position = source.bytes.size() + offset;
  if (source.position > source.bytes.size()) source.overran = true;
  return source.position;
}

int close_source(thandle_t) { return 0; }
toff_t size_of_source(thandle_t handle) { return source_of(handle).bytes.size(); }

int map_source(thandle_t handle, void** base, toff_t* size) {
  Source& source = source_of(handle);
  // libtiff only reads through the pointer.
  *base = const_cast<std::uint8_t*>(source.bytes.data());
  *size = source.bytes.size();
  return 1;
}

void unmap_source(thandle_t, void*, toff_t) {}

int take_error(TIFF*, void* user, const char*, const char* format, va_list arguments) {
  Source& source = *static_cast<Source*>(user);
  if (!source.error.empty()) return 1;
  std::array<char, 512> text{};
  (void)std::vsnprintf(text.data(), text.size(), format, arguments);
  source.error = text.data();
  std::replace(source.error.begin(), source.error.end(), '\n', ' ');
  return 1;
}

int ignore_warning(TIFF*, void*, const char*, const char*, va_list) { return 1; }

struct TiffCloser {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};

struct OptionsFreer {
  void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
};

/// A TIFF in memory, at one of its directories.
class Tiff {
 public:
  Tiff(Bytes bytes, std::uint64_t largest_allocation) : source_(std::make_unique<Source>(Source{bytes, 0, false, {}})) {
    const std::unique_ptr<TIFFOpenOptions, OptionsFreer> options(TIFFOpenOptionsAlloc());
    if (!options) throw std::bad_alloc();
    TIFFOpenOptionsSetMaxSingleMemAlloc(
        options.get(), static_cast<tmsize_t>(std::min<std::uint64_t>(largest_allocation, std::uint64_t{1} << 46)));
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), take_error, source_.get());
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), ignore_warning, nullptr);
    tiff_.reset(TIFFClientOpenExt("TIFF", "r", source_.get(), read_source, refuse_write, seek_source, close_source,
                                  size_of_source, map_source, unmap_source, options.get()));
    if (!tiff_) fail();
  }

  [[nodiscard]] TIFF* get() const { return tiff_.get(); }

  void require(bool done) const {
    if (!done) fail();
  }

  void require_no_error() const {
    if (!source_->error.empty()) fail();
  }

  [[noreturn]] void fail() const {
    const std::string& reason = source_->error;
    const bool short_read =
        reason.find("ead error") != std::string::npos || reason.find("end of file") != std::string::npos ||
        reason.find("Not enough data") != std::string::npos || reason.find("beyond end") != std::string::npos;
    if (source_->overran || short_read) throw ends_early(Format::tiff);
    if (reason.find("not configured") != std::string::npos || reason.find("ompression scheme") != std::string::npos) {
      throw Error(ErrorCode::unsupported, "is a TIFF of a kind that is not read here: " + reason);
    }
    throw damaged(Format::tiff, reason.empty() ? "its directory makes no sense" : reason);
  }

  [[nodiscard]] std::uint32_t number(std::uint32_t tag, std::uint32_t otherwise, bool wide = false) const {
    std::uint32_t wide_value = otherwise;
    if (wide) return TIFFGetFieldDefaulted(get(), tag, &wide_value) ? wide_value : otherwise;
    std::uint16_t value = 0;
    return TIFFGetFieldDefaulted(get(), tag, &value) ? value : otherwise;
  }

 private:
  std::unique_ptr<Source> source_;
  std::unique_ptr<TIFF, TiffCloser> tiff_;
};

/// The directories that are pages, not thumbnails or masks of one.
std::vector<std::uint32_t> find_pages(const Tiff& tiff) {
  std::vector<std::uint32_t> pages;
  std::uint32_t directory = 0;
  do {
    std::uint32_t kind = 0;
    TIFFGetFieldDefaulted(tiff.get(), TIFFTAG_SUBFILETYPE, &kind);
    if (!(kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK))) pages.push_back(directory);
    ++directory;
  } while (TIFFReadDirectory(tiff.get()));
  tiff.require_no_error();  // the directories end, they do not break off
  if (pages.empty()) pages.push_back(0);
  return pages;
}

struct Layout {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t bits = 1;
  std::uint32_t samples = 1;
  std::uint32_t photometric = 0;
  bool separate = false;
  bool tiled = false;
  std::uint32_t colors = 1;  ///< samples that are color; the one after them may be alpha
  bool alpha = false;
  bool premultiplied = false;
};

Layout read_layout(const Tiff& tiff) {
  Layout layout;
  layout.width = tiff.number(TIFFTAG_IMAGEWIDTH, 0, true);
  layout.height = tiff.number(TIFFTAG_IMAGELENGTH, 0, true);
  layout.bits = tiff.number(TIFFTAG_BITSPERSAMPLE, 1);
  layout.samples = tiff.number(TIFFTAG_SAMPLESPERPIXEL, 1);
  std::uint16_t photometric = 0;
  // Old fax files leave it out; white is 0 there.
  layout.photometric = TIFFGetField(tiff.get(), TIFFTAG_PHOTOMETRIC, &photometric) ? photometric
                       : layout.samples >= 3                                       ? PHOTOMETRIC_RGB
                                                                                   : PHOTOMETRIC_MINISWHITE;
  layout.separate = tiff.number(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE;
  layout.tiled = TIFFIsTiled(tiff.get()) != 0;
  layout.colors = layout.photometric == PHOTOMETRIC_RGB ? 3 : layout.photometric == PHOTOMETRIC_SEPARATED ? 4 : 1;
  std::uint16_t extras = 0;
  std::uint16_t* kinds = nullptr;
  TIFFGetFieldDefaulted(tiff.get(), TIFFTAG_EXTRASAMPLES, &extras, &kinds);
  if (extras > 0 && kinds && layout.samples > layout.colors) {
    layout.alpha = kinds[0] == EXTRASAMPLE_ASSOCALPHA || kinds[0] == EXTRASAMPLE_UNASSALPHA;
    layout.premultiplied = kinds[0] == EXTRASAMPLE_ASSOCALPHA;
  }
  if (layout.photometric == PHOTOMETRIC_SEPARATED || layout.photometric == PHOTOMETRIC_PALETTE) layout.alpha = false;
  return layout;
}

bool is_direct(const Layout& layout) {
  const bool known = layout.photometric == PHOTOMETRIC_MINISBLACK || layout.photometric == PHOTOMETRIC_MINISWHITE ||
                     layout.photometric == PHOTOMETRIC_RGB || layout.photometric == PHOTOMETRIC_PALETTE ||
                     layout.photometric == PHOTOMETRIC_SEPARATED;
  const bool bits = layout.bits == 1 || layout.bits == 2 || layout.bits == 4 || layout.bits == 8 || layout.bits == 16;
  return known && bits && layout.samples >= layout.colors &&
         (layout.photometric != PHOTOMETRIC_PALETTE || layout.bits <= 8);
}

/// Turns rows of stored samples into pixels of the image.
class RowWriter {
 public:
  RowWriter(const Tiff& tiff, const Layout& layout, Image& image, const CmykConverter& cmyk)
      : layout_(layout), image_(image), cmyk_(cmyk) {
    if (layout.photometric != PHOTOMETRIC_PALETTE) return;
    tiff.require(TIFFGetField(tiff.get(), TIFFTAG_COLORMAP, map_.data(), map_.data() + 1, map_.data() + 2) == 1);
    // Some writers store 8-bit palettes in the 16-bit fields.
    for (const std::uint16_t* map : map_) {
      for (std::size_t i = 0; i < std::size_t{1} << layout.bits; ++i) map_is_wide_ |= map[i] > 255;
    }
  }

  /// `stored` holds `count` pixels from (x, y) on: of all samples, or of plane `plane` only.
  void write(const std::uint8_t* stored, std::uint32_t x, std::uint32_t y, std::uint32_t count,
             std::optional<std::uint32_t> plane) {
    const std::uint32_t samples = plane ? 1 : layout_.samples;
    std::uint8_t* to = image_.samples.data() + (std::size_t{y} * image_.width + x) * image_.channels * image_.depth / 8;
    if (layout_.photometric == PHOTOMETRIC_SEPARATED) return write_cmyk(stored, to, count, samples);
    if (layout_.photometric == PHOTOMETRIC_RGB && layout_.bits == image_.depth && samples == image_.channels) {
      std::copy_n(stored, std::size_t{count} * samples * layout_.bits / 8, to);
    } else if (image_.depth == 16) {
      write_samples<std::uint16_t>(stored, to, count, samples, plane.value_or(0));
    } else {
      write_samples<std::uint8_t>(stored, to, count, samples, plane.value_or(0));
    }
  }

 private:
  [[nodiscard]] std::uint32_t sample(const std::uint8_t* stored, std::size_t index) const {
    if (layout_.bits == 8) return stored[index];
    if (layout_.bits == 16) {
      std::uint16_t value = 0;
      std::memcpy(&value, stored + 2 * index, 2);
      return value;
    }
    const std::size_t bit = index * layout_.bits;
    return (stored[bit / 8] >> (8 - layout_.bits - bit % 8)) & ((1U << layout_.bits) - 1);
  }

  template <class Sample>
  void write_samples(const std::uint8_t* stored, std::uint8_t* to_bytes, std::uint32_t count, std::uint32_t samples,
                     std::uint32_t plane) {
    auto* to = reinterpret_cast<Sample*>(to_bytes);
    const std::uint32_t top = (1U << layout_.bits) - 1;
    const std::uint32_t scale = static_cast<Sample>(~Sample{0}) / top;  // exact for every bit depth
    const std::uint32_t wanted = layout_.colors + (layout_.alpha ? 1 : 0);
    for (std::size_t i = 0; i < count; ++i, to += image_.channels) {
      for (std::uint32_t s = 0; s < samples && plane + s < wanted; ++s) {
        const std::uint32_t value = sample(stored, i * samples + s);
        const std::uint32_t channel = plane + s;
        if (channel == layout_.colors) {
          to[3] = static_cast<Sample>(value * scale);
        } else if (layout_.photometric == PHOTOMETRIC_RGB) {
          to[channel] = static_cast<Sample>(value * scale);
        } else if (layout_.photometric == PHOTOMETRIC_PALETTE) {
          for (std::size_t c = 0; c < 3; ++c)
            to[c] = static_cast<Sample>(map_is_wide_ ? (map_[c][value] * 255U + 32767) / 65535 : map_[c][value]);
        } else {
          const std::uint32_t light = layout_.photometric == PHOTOMETRIC_MINISWHITE ? top - value : value;
          std::fill_n(to, 3, static_cast<Sample>(light * scale));
        }
      }
    }
  }

  void write_cmyk(const std::uint8_t* stored, std::uint8_t* to, std::uint32_t count, std::uint32_t samples) {
    const std::size_t size = image_.depth / 8;
    if (samples == 4) return cmyk_.convert(stored, to, count);
    inks_.resize(std::size_t{count} * 4 * size);
    for (std::size_t i = 0; i < count; ++i)
      std::copy_n(stored + i * samples * size, 4 * size, inks_.data() + i * 4 * size);
    cmyk_.convert(inks_.data(), to, count);
  }

  const Layout& layout_;
  Image& image_;
  const CmykConverter& cmyk_;
  std::array<const std::uint16_t*, 3> map_{};
  bool map_is_wide_ = false;
  std::vector<std::uint8_t> inks_;
};

void read_strips(const Tiff& tiff, const Layout& layout, RowWriter& writer) {
  std::vector<std::uint8_t> row(static_cast<std::size_t>(TIFFScanlineSize64(tiff.get())));
  const std::uint64_t row_bits = std::uint64_t{layout.width} * layout.bits * (layout.separate ? 1 : layout.samples);
  if (row.size() < (row_bits + 7) / 8) throw damaged(Format::tiff, "its rows are too short");
  const std::uint32_t planes = layout.separate ? layout.colors + (layout.alpha ? 1 : 0) : 1;
  for (std::uint32_t plane = 0; plane < planes; ++plane) {
    for (std::uint32_t y = 0; y < layout.height; ++y) {
      tiff.require(TIFFReadScanline(tiff.get(), row.data(), y, static_cast<std::uint16_t>(plane)) == 1);
      writer.write(row.data(), 0, y, layout.width, layout.separate ? std::optional(plane) : std::nullopt);
    }
  }
}

void read_tiles(const Tiff& tiff, const Layout& layout, RowWriter& writer) {
  const std::uint32_t tile_width = tiff.number(TIFFTAG_TILEWIDTH, 0, true);
  const std::uint32_t tile_height = tiff.number(TIFFTAG_TILELENGTH, 0, true);
  const std::uint64_t tile_bytes = TIFFTileSize64(tiff.get());
  const std::uint64_t row_bytes = TIFFTileRowSize64(tiff.get());
  const std::uint64_t row_bits = std::uint64_t{tile_width} * layout.bits * (layout.separate ? 1 : layout.samples);
  if (tile_width == 0 || tile_height == 0 || row_bytes < (row_bits + 7) / 8 || tile_bytes / tile_height < row_bytes) {
    throw damaged(Format::tiff, "its tiles have no size");
  }
  // Tiles may be somewhat larger than the picture, not vastly so.
  if (tile_bytes > (std::uint64_t{layout.width} + 4096) * (std::uint64_t{layout.height} + 4096) * 8 * layout.samples) {
    throw damaged(Format::tiff, "its tiles are larger than the picture");
  }
  std::vector<std::uint8_t> tile(tile_bytes);
  const std::uint32_t planes = layout.separate ? layout.colors + (layout.alpha ? 1 : 0) : 1;
  for (std::uint32_t plane = 0; plane < planes; ++plane) {
    for (std::uint64_t top = 0; top < layout.height; top += tile_height) {
      for (std::uint64_t left = 0; left < layout.width; left += tile_width) {
        const auto x = static_cast<std::uint32_t>(left);
        const auto y = static_cast<std::uint32_t>(top);
        tiff.require(TIFFReadTile(tiff.get(), tile.data(), x, y, 0, static_cast<std::uint16_t>(plane)) >= 0);
        for (std::uint32_t i = 0; i < std::min(tile_height, layout.height - y); ++i) {
          writer.write(tile.data() + i * row_bytes, x, y + i, std::min(tile_width, layout.width - x),
                       layout.separate ? std::optional(plane) : std::nullopt);
        }
      }
    }
  }
}

void read_direct(const Tiff& tiff, const Layout& layout, Picture& picture) {
  const bool cmyk = layout.photometric == PHOTOMETRIC_SEPARATED;
  if (cmyk && (tiff.number(TIFFTAG_INKSET, INKSET_CMYK) != INKSET_CMYK || layout.bits < 8 || layout.separate)) {
    throw Error(ErrorCode::unsupported, "is a TIFF whose inks are not read: only interleaved CMYK of 8 or 16 bits is");
  }
  picture.gray = layout.photometric == PHOTOMETRIC_MINISBLACK || layout.photometric == PHOTOMETRIC_MINISWHITE;
  picture.image = make_image(layout.width, layout.height, layout.alpha ? 4 : 3, layout.bits == 16 ? 16 : 8);
  const auto* icc = std::get_if<IccProfile>(&picture.color);
  const CmykConverter converter(cmyk && icc ? Bytes(icc->bytes) : Bytes(), false, picture.image.depth);
  RowWriter writer(tiff, layout, picture.image, converter);
  if (layout.tiled) {
    read_tiles(tiff, layout, writer);
  } else {
    read_strips(tiff, layout, writer);
  }
  if (cmyk) {
    if (icc && !converter.uses_profile()) picture.warning = "its ICC profile is not usable for CMYK and was ignored";
    picture.color = {};
  }
  if (layout.premultiplied && layout.alpha) unpremultiply(picture.image);
}

/// libtiff's own conversion: 8 bits per sample, premultiplied.
void read_converted(const Tiff& tiff, const Layout& layout, Picture& picture) {
  std::array<char, 1024> reason{};
  if (!TIFFRGBAImageOK(tiff.get(), reason.data())) {
    throw Error(ErrorCode::unsupported, "is a TIFF of a kind that is not read: " + std::string(reason.data()));
  }
  picture.image = make_image(layout.width, layout.height, 4, 8);
  auto* raster = reinterpret_cast<std::uint32_t*>(picture.image.samples.data());
  // Asked for in the orientation that it has, the picture comes as it is stored.
  const auto orientation = static_cast<int>(tiff.number(TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT));
  tiff.require(TIFFReadRGBAImageOriented(tiff.get(), layout.width, layout.height, raster, orientation, 1) == 1);
  for (std::size_t i = 0, end = picture.image.pixels(); i < end; ++i) {
    const std::uint32_t pixel = raster[i];
    std::uint8_t* to = picture.image.samples.data() + 4 * i;
    to[0] = static_cast<std::uint8_t>(TIFFGetR(pixel));
    to[1] = static_cast<std::uint8_t>(TIFFGetG(pixel));
    to[2] = static_cast<std::uint8_t>(TIFFGetB(pixel));
    to[3] = static_cast<std::uint8_t>(TIFFGetA(pixel));
  }
  unpremultiply(picture.image);
}

void read_metadata(const Tiff& tiff, Metadata& metadata) {
  const std::uint32_t unit = tiff.number(TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
  float x = 0;
  float y = 0;
  if (unit != RESUNIT_NONE && TIFFGetField(tiff.get(), TIFFTAG_XRESOLUTION, &x) == 1 &&
      TIFFGetField(tiff.get(), TIFFTAG_YRESOLUTION, &y) == 1 && std::isfinite(x) && std::isfinite(y) && x > 0 &&
      y > 0) {
    const double factor = unit == RESUNIT_CENTIMETER ? 2.54 : 1;
    metadata.resolution = {x * factor, y * factor};
  }
  const char* text = nullptr;
  if (TIFFGetField(tiff.get(), TIFFTAG_ARTIST, &text) == 1 && text != nullptr) metadata.author = text;
  if (TIFFGetField(tiff.get(), TIFFTAG_COPYRIGHT, &text) == 1 && text != nullptr) metadata.copyright = text;
}

}  // namespace

Picture decode_tiff(Bytes bytes, const ReadOptions& options) {
  // Room for one strip or tile that holds the largest picture allowed, and for what compressors keep beside it.
  const std::uint64_t largest = std::min(options.max_pixels, std::uint64_t{1} << 42) * 8 + (std::uint64_t{64} << 20);
  const Tiff tiff(bytes, largest);
  const std::vector<std::uint32_t> pages = find_pages(tiff);
  const std::uint32_t page = choose_frame(pages.size(), options, "a document", "page");
  tiff.require(TIFFSetDirectory(tiff.get(), static_cast<tdir_t>(pages[page])) == 1);

  if (tiff.number(TIFFTAG_COMPRESSION, COMPRESSION_NONE) == COMPRESSION_JPEG &&
      tiff.number(TIFFTAG_PHOTOMETRIC, 0) == PHOTOMETRIC_YCBCR) {
    TIFFSetField(tiff.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  }
  Layout layout = read_layout(tiff);
  check_size(Format::tiff, layout.width, layout.height, options);
  const std::uint32_t sample_format = tiff.number(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
  if (sample_format != SAMPLEFORMAT_UINT && sample_format != SAMPLEFORMAT_VOID) {
    throw Error(ErrorCode::unsupported, "is a TIFF of floating-point or signed samples, which kvant does not read");
  }

  Picture picture;
  std::uint32_t profile_bytes = 0;
  const void* profile = nullptr;
  if (TIFFGetField(tiff.get(), TIFFTAG_ICCPROFILE, &profile_bytes, &profile) && profile) {
    const auto* begin = static_cast<const std::uint8_t*>(profile);
    picture.color = IccProfile{{begin, begin + profile_bytes}};
  }
  const bool jpeg_as_rgb = layout.photometric == PHOTOMETRIC_YCBCR && layout.bits == 8 && layout.samples == 3 &&
                           !layout.separate && tiff.number(TIFFTAG_COMPRESSION, COMPRESSION_NONE) == COMPRESSION_JPEG;
  if (jpeg_as_rgb) {
    layout.photometric = PHOTOMETRIC_RGB;
    layout.colors = 3;
  }
  if (is_direct(layout)) {
    read_direct(tiff, layout, picture);
  } else {
    read_converted(tiff, layout, picture);
  }
  const std::uint32_t orientation = tiff.number(TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  if (orientation >= 1 && orientation <= 8) picture.orientation = static_cast<int>(orientation);
  read_metadata(tiff, picture.metadata);
  return picture;
}

}  // namespace kvant
