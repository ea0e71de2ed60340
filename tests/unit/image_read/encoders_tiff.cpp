#include <tiffio.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "unit/image_read/encoders.hpp"

namespace kvant::test {
namespace {

void require(bool done) {
  if (!done) throw std::runtime_error("the test's encoder failed");
}

struct Target {
  File file;
  std::size_t position = 0;
};

Target& target_of(thandle_t handle) { return *static_cast<Target*>(handle); }

TIFF* open(Target& target) {
  return TIFFClientOpen(
      "test", "w", &target,
      [](thandle_t handle, void* to, tmsize_t size) {
        Target& t = target_of(handle);
        const auto count =
            std::min(static_cast<std::size_t>(size), t.file.size() - std::min(t.position, t.file.size()));
        std::memcpy(to, t.file.data() + t.position, count);
        t.position += count;
        return static_cast<tmsize_t>(count);
      },
      [](thandle_t handle, void* from, tmsize_t size) {
        Target& t = target_of(handle);
        const auto count = static_cast<std::size_t>(size);
        t.file.resize(std::max(t.file.size(), t.position + count));
        std::memcpy(t.file.data() + t.position, from, count);
        t.position += count;
        return size;
      },
      [](thandle_t handle, toff_t offset, int whence) {
        Target& t = target_of(handle);
        t.position = (whence == SEEK_SET ? 0 : whence == SEEK_CUR ? t.position : t.file.size()) + offset;
        return static_cast<toff_t>(t.position);
      },
      [](thandle_t) { return 0; }, [](thandle_t handle) { return static_cast<toff_t>(target_of(handle).file.size()); },
      [](thandle_t, void**, toff_t*) { return 0; }, [](thandle_t, void*, toff_t) {});
}

void write_strips(TIFF* tiff, const Image& image, bool separate) {
  const std::size_t sample_bytes = image.depth / 8;
  std::vector<std::uint8_t> row(std::size_t{image.width} * image.channels * sample_bytes);
  for (std::uint32_t plane = 0; plane < (separate ? image.channels : 1); ++plane) {
    for (std::uint32_t y = 0; y < image.height; ++y) {
      const std::uint8_t* from = image.samples.data() + y * row.size();
      if (separate) {
        for (std::size_t x = 0; x < image.width; ++x) {
          std::memcpy(row.data() + x * sample_bytes, from + (x * image.channels + plane) * sample_bytes, sample_bytes);
        }
      } else {
        std::copy_n(from, row.size(), row.data());
      }
      require(TIFFWriteScanline(tiff, row.data(), y, static_cast<std::uint16_t>(plane)) == 1);
    }
  }
}

void write_tiles(TIFF* tiff, const Image& image, std::uint32_t side) {
  const std::size_t pixel = image.channels * image.depth / 8;
  std::vector<std::uint8_t> tile(std::size_t{side} * side * pixel);
  for (std::uint32_t top = 0; top < image.height; top += side) {
    for (std::uint32_t left = 0; left < image.width; left += side) {
      for (std::uint32_t y = 0; y < std::min(side, image.height - top); ++y) {
        std::copy_n(image.samples.data() + (std::size_t{top + y} * image.width + left) * pixel,
                    std::min(side, image.width - left) * pixel, tile.data() + y * side * pixel);
      }
      require(TIFFWriteTile(tiff, tile.data(), left, top, 0, 0) > 0);
    }
  }
}

void write_page(TIFF* tiff, const Image& image, const TiffOptions& options) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, image.width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, image.height);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, static_cast<std::uint16_t>(image.depth));
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, static_cast<std::uint16_t>(image.channels));
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, options.compression);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, options.separate ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, options.orientation);
  if (image.channels == 4) {
    std::uint16_t kind = options.premultiplied ? EXTRASAMPLE_ASSOCALPHA : EXTRASAMPLE_UNASSALPHA;
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind);
  }
  if (options.tile > 0) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, options.tile);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, options.tile);
    write_tiles(tiff, image, options.tile);
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 5);
    write_strips(tiff, image, options.separate);
  }
  require(TIFFWriteDirectory(tiff) == 1);
}

}  // namespace

File encode_tiff(const Image& image, const TiffOptions& options) {
  Target target;
  TIFF* tiff = open(target);
  require(tiff != nullptr);
  for (std::uint32_t page = 0; page < options.pages; ++page) write_page(tiff, image, options);
  TIFFClose(tiff);
  return target.file;
}

File encode_gray_tiff(std::uint32_t width, std::uint32_t height, std::uint16_t bits,
                      const std::vector<std::uint16_t>& samples, bool white_is_zero) {
  Target target;
  TIFF* tiff = open(target);
  require(tiff != nullptr);
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, white_is_zero ? PHOTOMETRIC_MINISWHITE : PHOTOMETRIC_MINISBLACK);
  for (std::uint32_t y = 0; y < height; ++y) {
    std::vector<std::uint8_t> row((std::size_t{width} * bits + 7) / 8);
    for (std::uint32_t x = 0; x < width; ++x) {
      const std::uint16_t value = samples[std::size_t{y} * width + x];
      if (bits == 16) {
        std::memcpy(row.data() + 2 * x, &value, 2);
      } else {
        const std::uint32_t bit = x * bits;
        row[bit / 8] = static_cast<std::uint8_t>(row[bit / 8] | value << (8 - bits - bit % 8));
      }
    }
    require(TIFFWriteScanline(tiff, row.data(), y, 0) == 1);
  }
  TIFFClose(tiff);
  return target.file;
}

}  // namespace kvant::test
