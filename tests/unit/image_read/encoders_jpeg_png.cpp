#include <cstddef>
#include <cstdio>
// jpeglib.h needs what <cstdio> declares.
#include <jpeglib.h>
#include <png.h>

#include <bit>
#include <cstdlib>

#include "unit/image_read/encoders.hpp"

namespace kvant::test {

File encode_png(const Image& image, bool interlaced,
                const std::function<void(png_struct_def*, png_info_def*)>& customize) {
  File file;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &file,
      [](png_structp writer, png_bytep data, std::size_t size) {
        auto& to = *static_cast<File*>(png_get_io_ptr(writer));
        to.insert(to.end(), data, data + size);
      },
      [](png_structp) {});
  png_set_IHDR(png, info, image.width, image.height, static_cast<int>(image.depth),
               image.channels == 4 ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB,
               interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  if (customize) customize(png, info);
  png_write_info(png, info);
  if (image.depth == 16 && std::endian::native == std::endian::little) png_set_swap(png);
  const std::size_t row = std::size_t{image.width} * image.channels * image.depth / 8;
  std::vector<png_bytep> rows;
  for (std::size_t y = 0; y < image.height; ++y) {
    rows.push_back(const_cast<png_bytep>(image.samples.data() + y * row));
  }
  png_write_image(png, rows.data());
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return file;
}

File encode_jpeg(const Image& image, const JpegOptions& options) {
  const bool inks = options.cmyk || options.ycck;
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &buffer, &size);
  info.image_width = image.width;
  info.image_height = image.height;
  info.input_components = options.gray ? 1 : inks ? 4 : 3;
  info.in_color_space = options.gray ? JCS_GRAYSCALE : inks ? JCS_CMYK : JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 98, TRUE);
  if (inks) jpeg_set_colorspace(&info, options.ycck ? JCS_YCCK : JCS_CMYK);
  if (options.progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  if (!options.exif.empty()) {
    jpeg_write_marker(&info, JPEG_APP0 + 1, options.exif.data(), static_cast<unsigned>(options.exif.size()));
  }
  if (!options.icc.empty())
    jpeg_write_icc_profile(&info, options.icc.data(), static_cast<unsigned>(options.icc.size()));
  std::vector<std::uint8_t> row;
  while (info.next_scanline < info.image_height) {
    const std::uint8_t* pixel = image.samples.data() + std::size_t{info.next_scanline} * image.width * 3;
    row.clear();
    for (std::uint32_t x = 0; x < image.width; ++x, pixel += 3) {
      if (options.gray) {
        row.push_back(pixel[0]);
      } else {
        row.insert(row.end(), pixel, pixel + 3);
        if (inks) row.push_back(255);
      }
    }
    JSAMPROW pointer = row.data();
    jpeg_write_scanlines(&info, &pointer, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  File file(buffer, buffer + size);
  std::free(buffer);
  return file;
}

}  // namespace kvant::test
