#include "unit/image_write/reference_decoders.hpp"

#include <cstdio>
// jpeglib.h needs what <cstdio> declares.
#include <gif_lib.h>
#include <jpeglib.h>
#include <png.h>
#include <tiffio.h>
#include <webp/decode.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

namespace kvant::test {
namespace {

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(what);
}

std::vector<Color> to_colors(std::span<const std::uint8_t> rgba) {
  std::vector<Color> colors;
  for (std::size_t i = 0; i < rgba.size(); i += 4) colors.push_back({rgba[i], rgba[i + 1], rgba[i + 2], rgba[i + 3]});
  return colors;
}

struct MemoryReader {
  std::span<const std::uint8_t> rest;

  std::size_t read(void* to, std::size_t size) {
    size = std::min(size, rest.size());
    if (size != 0) std::memcpy(to, rest.data(), size);
    rest = rest.subspan(size);
    return size;
  }
};

/// libpng's classic interface with warnings as errors: an odd chunk order or a bad checksum must not pass.
std::vector<std::uint8_t> read_png(std::span<const std::uint8_t> bytes, bool raw_gray, Decoded& decoded, int& depth) {
  const auto fail = [](png_structp, png_const_charp message) { throw std::runtime_error(message); };
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, fail);
  png_infop info = png_create_info_struct(png);
  const auto destroy = [&](void*) { png_destroy_read_struct(&png, &info, nullptr); };
  const std::unique_ptr<png_struct, decltype(destroy)> guard(png, destroy);
  MemoryReader reader{bytes};
  png_set_read_fn(png, &reader, [](png_structp p, png_bytep to, std::size_t size) {
    if (static_cast<MemoryReader*>(png_get_io_ptr(p))->read(to, size) != size) png_error(p, "ends early");
  });
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_read_info(png, info);
  depth = png_get_bit_depth(png, info);
  decoded.width = png_get_image_width(png, info);
  decoded.height = png_get_image_height(png, info);
  if (raw_gray) {
    require(png_get_color_type(png, info) == PNG_COLOR_TYPE_GRAY, "not a gray PNG");
  } else {
    png_set_expand(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
  }
  png_read_update_info(png, info);
  const std::size_t row_bytes = png_get_rowbytes(png, info);
  std::vector<std::uint8_t> samples(row_bytes * decoded.height);
  for (std::uint32_t y = 0; y < decoded.height; ++y) png_read_row(png, samples.data() + y * row_bytes, nullptr);
  png_read_end(png, nullptr);
  require(reader.rest.empty(), "bytes after the end");
  return samples;
}

}  // namespace

Decoded decode_png(std::span<const std::uint8_t> bytes) {
  Decoded decoded;
  int depth = 0;
  decoded.pixels = to_colors(read_png(bytes, false, decoded, depth));
  return decoded;
}

std::vector<std::uint16_t> decode_gray_png(std::span<const std::uint8_t> bytes) {
  Decoded decoded;
  int depth = 0;
  const std::vector<std::uint8_t> samples = read_png(bytes, true, decoded, depth);
  require(depth == 8 || depth == 16, "unexpected depth");
  if (depth == 8) return {samples.begin(), samples.end()};
  std::vector<std::uint16_t> values;
  for (std::size_t i = 0; i < samples.size(); i += 2) {
    values.push_back(static_cast<std::uint16_t>(samples[i] << 8 | samples[i + 1]));
  }
  return values;
}

Decoded decode_gif(std::span<const std::uint8_t> bytes) {
  MemoryReader reader{bytes};
  const auto close = [](GifFileType* file) { DGifCloseFile(file, nullptr); };
  const std::unique_ptr<GifFileType, decltype(close)> file(
      DGifOpen(
          &reader,
          [](GifFileType* gif, GifByteType* to, int size) {
            return static_cast<int>(
                static_cast<MemoryReader*>(gif->UserData)->read(to, static_cast<std::size_t>(size)));
          },
          nullptr),
      close);
  require(file != nullptr && DGifSlurp(file.get()) == GIF_OK, "not a GIF");
  require(file->ImageCount == 1, "not one frame");
  GraphicsControlBlock control{};
  control.TransparentColor = NO_TRANSPARENT_COLOR;
  DGifSavedExtensionToGCB(file.get(), 0, &control);
  Decoded decoded{static_cast<std::uint32_t>(file->SWidth), static_cast<std::uint32_t>(file->SHeight), {}};
  for (std::size_t i = 0; i < std::size_t{decoded.width} * decoded.height; ++i) {
    const int index = file->SavedImages[0].RasterBits[i];
    require(index < file->SColorMap->ColorCount, "an index without a color");
    const GifColorType& c = file->SColorMap->Colors[index];
    const bool transparent = index == control.TransparentColor;
    decoded.pixels.push_back({c.Red, c.Green, c.Blue, static_cast<std::uint8_t>(transparent ? 0 : 255)});
  }
  return decoded;
}

Decoded decode_webp(std::span<const std::uint8_t> bytes) {
  int width = 0;
  int height = 0;
  const std::unique_ptr<std::uint8_t, decltype(&WebPFree)> pixels(
      WebPDecodeRGBA(bytes.data(), bytes.size(), &width, &height), WebPFree);
  require(pixels != nullptr, "not a WebP");
  const auto size = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4;
  return {static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height), to_colors({pixels.get(), size})};
}

Decoded decode_jpeg(std::span<const std::uint8_t> bytes) {
  // Errors and warnings become exceptions: libjpeg is called from here only, and holds nothing of ours.
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  errors.error_exit = [](j_common_ptr) { throw std::runtime_error("a broken JPEG"); };
  errors.emit_message = [](j_common_ptr, int level) { require(level >= 0, "a damaged JPEG"); };
  jpeg_create_decompress(&info);
  const auto destroy = [&](void*) { jpeg_destroy_decompress(&info); };
  const std::unique_ptr<jpeg_decompress_struct, decltype(destroy)> guard(&info, destroy);
  jpeg_mem_src(&info, bytes.data(), bytes.size());
  jpeg_read_header(&info, TRUE);
  for (int i = 0; i < info.num_components; ++i) {
    require(info.comp_info[i].h_samp_factor == 1 && info.comp_info[i].v_samp_factor == 1, "chroma is subsampled");
  }
  info.out_color_space = JCS_EXT_RGBA;
  jpeg_start_decompress(&info);
  Decoded decoded{info.output_width, info.output_height, {}};
  std::vector<std::uint8_t> row(std::size_t{decoded.width} * 4);
  for (std::uint32_t y = 0; y < decoded.height; ++y) {
    JSAMPROW to = row.data();
    jpeg_read_scanlines(&info, &to, 1);
    const std::vector<Color> colors = to_colors(row);
    decoded.pixels.insert(decoded.pixels.end(), colors.begin(), colors.end());
  }
  jpeg_finish_decompress(&info);
  return decoded;
}

Decoded decode_tiff(std::span<const std::uint8_t> bytes) {
  struct File {
    std::span<const std::uint8_t> bytes;
    std::uint64_t position;
  } memory{bytes, 0};
  const auto read = [](thandle_t handle, void* to, tmsize_t size) -> tmsize_t {
    auto& file = *static_cast<File*>(handle);
    MemoryReader reader{file.bytes.subspan(std::min<std::size_t>(file.position, file.bytes.size()))};
    const std::size_t got = reader.read(to, static_cast<std::size_t>(size));
    file.position += got;
    return static_cast<tmsize_t>(got);
  };
  const auto write = [](thandle_t, void*, tmsize_t) -> tmsize_t { return 0; };
  const auto seek = [](thandle_t handle, toff_t offset, int whence) -> toff_t {
    auto& file = *static_cast<File*>(handle);
    const std::uint64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file.position : file.bytes.size();
    return file.position = base + offset;
  };
  const auto close = [](thandle_t) { return 0; };
  const auto size = [](thandle_t handle) -> toff_t { return static_cast<File*>(handle)->bytes.size(); };
  const std::unique_ptr<TIFF, decltype(&TIFFClose)> tiff(
      TIFFClientOpen("memory", "rm", &memory, read, write, seek, close, size, nullptr, nullptr), TIFFClose);
  require(tiff != nullptr, "not a TIFF");

  // Not TIFFReadRGBAImage, which premultiplies: the raw samples, and the color map.
  Decoded decoded;
  std::uint16_t bits = 0;
  std::uint16_t samples = 0;
  std::uint16_t photometric = 0;
  TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &decoded.width);
  TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &decoded.height);
  TIFFGetField(tiff.get(), TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetField(tiff.get(), TIFFTAG_SAMPLESPERPIXEL, &samples);
  TIFFGetField(tiff.get(), TIFFTAG_PHOTOMETRIC, &photometric);
  std::uint16_t* red = nullptr;
  std::uint16_t* green = nullptr;
  std::uint16_t* blue = nullptr;
  const bool indexed = photometric == PHOTOMETRIC_PALETTE;
  if (indexed) require(TIFFGetField(tiff.get(), TIFFTAG_COLORMAP, &red, &green, &blue) == 1, "no color map");
  if (samples == 4) {
    std::uint16_t count = 0;
    std::uint16_t* kinds = nullptr;
    require(TIFFGetField(tiff.get(), TIFFTAG_EXTRASAMPLES, &count, &kinds) == 1 && kinds[0] == EXTRASAMPLE_UNASSALPHA,
            "alpha of another kind");
  }
  std::vector<std::uint8_t> row(static_cast<std::size_t>(TIFFScanlineSize(tiff.get())));
  for (std::uint32_t y = 0; y < decoded.height; ++y) {
    require(TIFFReadScanline(tiff.get(), row.data(), y, 0) == 1, "a row is missing");
    for (std::uint32_t x = 0; x < decoded.width; ++x) {
      if (!indexed) {
        const std::uint8_t* p = row.data() + std::size_t{x} * samples;
        decoded.pixels.push_back({p[0], p[1], p[2], samples == 4 ? p[3] : std::uint8_t{255}});
        continue;
      }
      const unsigned index = bits == 8 ? row[x] : row[x / 2] >> (x % 2 == 0 ? 4 : 0) & 15u;
      decoded.pixels.push_back({static_cast<std::uint8_t>(red[index] >> 8),
                                static_cast<std::uint8_t>(green[index] >> 8),
                                static_cast<std::uint8_t>(blue[index] >> 8), 255});
    }
  }
  return decoded;
}

}  // namespace kvant::test
