// JPEG, WebP and TIFF against the plainest use of their libraries.
#include <cstddef>
#include <cstdio>
// jpeglib.h needs what <cstdio> declares.
#include <gtest/gtest.h>
#include <jpeglib.h>
#include <tiffio.h>
#include <unistd.h>
#include <webp/decode.h>
#include <webp/encode.h>

#include <cstdlib>
#include <cstring>

#include "kvant/error.hpp"
#include "support/corpus.hpp"
#include "unit/image_read/encoders.hpp"

namespace kvant::test {
namespace {

Image decode_with_libjpeg(const File& file) {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, file.data(), file.size());
  jpeg_read_header(&info, TRUE);
  info.out_color_space = JCS_RGB;
  jpeg_start_decompress(&info);
  Image image;
  image.width = info.output_width;
  image.height = info.output_height;
  image.samples.resize(image.pixels() * 3);
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = image.samples.data() + std::size_t{info.output_scanline} * image.width * 3;
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return image;
}

TEST(Jpeg, DecodesAsLibjpeg) {
  for (std::uint32_t width : {1U, 7U, 16U, 250U}) {
    const Image picture = make_picture(width, 37);
    for (bool progressive : {false, true}) {
      for (bool gray : {false, true}) {
        const File file = encode_jpeg(picture, {.progressive = progressive, .gray = gray});
        EXPECT_EQ(largest_difference(decode_image(file).image, decode_with_libjpeg(file)), 0U) << width;
      }
    }
  }
}

TEST(Jpeg, PhotographDecodesAsLibjpeg) {
  KVANT_REQUIRE_CORPUS();
  const File file = read_file(corpus_dir() / "exif-orientation" / "Landscape_1.jpg");
  EXPECT_EQ(largest_difference(decode_image(file).image, decode_with_libjpeg(file)), 0U);
}

TEST(Jpeg, InksOfAdobe) {
  const Image picture = make_picture(64, 48);
  const Image plain = decode_image(encode_jpeg(picture)).image;
  const double noise = mean_difference(plain, picture);
  for (bool progressive : {false, true}) {
    const File cmyk = encode_jpeg(picture, {.progressive = progressive, .cmyk = true});
    EXPECT_LT(mean_difference(decode_image(cmyk).image, picture), noise);  // no color is subsampled
    const File ycck = encode_jpeg(picture, {.progressive = progressive, .ycck = true});
    EXPECT_LT(mean_difference(decode_image(ycck).image, picture), noise + 2);
  }
}

TEST(Jpeg, PaddingBeforeTheEndIsHarmless) {
  const File good = encode_jpeg(make_picture(40, 30));
  File padded = good;
  padded.insert(padded.end() - 2, 5, std::uint8_t{0});
  EXPECT_EQ(largest_difference(decode_image(padded).image, decode_image(good).image), 0U);
  File trailer = good;
  trailer.insert(trailer.end(), 100, std::uint8_t{7});
  EXPECT_EQ(largest_difference(decode_image(trailer).image, decode_image(good).image), 0U);
}

TEST(Jpeg, DamageInThePixelsIsRefused) {
  const File good = encode_jpeg(make_picture(200, 200));
  std::size_t refused = 0;
  for (std::size_t at = good.size() / 2; at < good.size() / 2 + 50; ++at) {
    File bad = good;
    bad[at] = 0xff;
    bad[at + 1] = 0xc0;  // a marker where none may be
    try {
      (void)decode_image(bad);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::corrupt);
      ++refused;
    }
  }
  EXPECT_EQ(refused, 50U);
}

TEST(Webp, LossyDecodesAsLibwebp) {
  for (std::uint32_t channels : {3U, 4U}) {
    const Image picture = make_picture(61, 33, channels);
    std::uint8_t* bytes = nullptr;
    const int stride = static_cast<int>(picture.width * channels);
    const std::size_t size = channels == 3 ? WebPEncodeRGB(picture.samples.data(), 61, 33, stride, 80, &bytes)
                                           : WebPEncodeRGBA(picture.samples.data(), 61, 33, stride, 80, &bytes);
    ASSERT_GT(size, 0U);
    const File file(bytes, bytes + size);
    WebPFree(bytes);
    int width = 0;
    int height = 0;
    std::uint8_t* pixels = channels == 3 ? WebPDecodeRGB(file.data(), file.size(), &width, &height)
                                         : WebPDecodeRGBA(file.data(), file.size(), &width, &height);
    Image expected = picture;
    std::memcpy(expected.samples.data(), pixels, expected.samples.size());
    WebPFree(pixels);
    EXPECT_EQ(largest_difference(decode_image(file).image, expected), 0U) << channels;
  }
}

TEST(Tiff, DecodesAsLibtiff) {
  // libtiff's own reader wants a file.
  char name[] = "/tmp/kvant-tiff-XXXXXX";
  const int descriptor = mkstemp(name);
  ASSERT_GE(descriptor, 0);
  const Image picture = make_picture(61, 33);
  for (std::uint16_t compression : {std::uint16_t{5}, std::uint16_t{7}}) {  // LZW, JPEG
    const File file = encode_tiff(picture, {.compression = compression, .tile = 32});
    ASSERT_EQ(pwrite(descriptor, file.data(), file.size(), 0), static_cast<ssize_t>(file.size()));
    ASSERT_EQ(ftruncate(descriptor, static_cast<off_t>(file.size())), 0);
    TIFF* tiff = TIFFOpen(name, "r");
    ASSERT_NE(tiff, nullptr);
    std::vector<std::uint32_t> raster(picture.pixels());
    ASSERT_EQ(TIFFReadRGBAImageOriented(tiff, 61, 33, raster.data(), ORIENTATION_TOPLEFT, 1), 1);
    TIFFClose(tiff);
    Image expected = picture;
    for (std::size_t i = 0; i < raster.size(); ++i) {
      expected.samples[3 * i] = static_cast<std::uint8_t>(TIFFGetR(raster[i]));
      expected.samples[3 * i + 1] = static_cast<std::uint8_t>(TIFFGetG(raster[i]));
      expected.samples[3 * i + 2] = static_cast<std::uint8_t>(TIFFGetB(raster[i]));
    }
    EXPECT_EQ(largest_difference(decode_image(file).image, expected), 0U) << compression;
  }
  close(descriptor);
  unlink(name);
}

}  // namespace
}  // namespace kvant::test
