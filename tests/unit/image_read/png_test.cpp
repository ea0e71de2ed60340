// PNG against libpng: PngSuite, gamma, color chunks.
#include <gtest/gtest.h>
#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>

#include "image/decoders.hpp"
#include "kvant/error.hpp"
#include "support/corpus.hpp"
#include "unit/image_read/encoders.hpp"

namespace kvant::test {
namespace {

std::vector<std::filesystem::path> suite(bool corrupt) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(corpus_dir() / "pngsuite")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() == ".png" && (name[0] == 'x') == corrupt) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

struct MemoryReader {
  const File& file;
  std::size_t at = 0;
};

/// What libpng makes of a file: RGBA of 8 or 16 bits, gamma and profiles left alone.
Image decode_with_libpng(const File& file) {
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  MemoryReader reader{file};
  png_set_read_fn(png, &reader, [](png_structp p, png_bytep to, std::size_t size) {
    auto& from = *static_cast<MemoryReader*>(png_get_io_ptr(p));
    if (size > from.file.size() - from.at) png_error(p, "end of file");
    std::copy_n(from.file.begin() + static_cast<std::ptrdiff_t>(from.at), size, to);
    from.at += size;
  });
  png_read_info(png, info);
  Image image;
  image.width = png_get_image_width(png, info);
  image.height = png_get_image_height(png, info);
  image.channels = 4;
  image.depth = png_get_bit_depth(png, info) == 16 ? 16 : 8;
  png_set_expand(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xffff, PNG_FILLER_AFTER);
  if (image.depth == 16) png_set_swap(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  image.samples.resize(image.pixels() * image.depth / 2);
  std::vector<png_bytep> rows;
  for (std::size_t y = 0; y < image.height; ++y) {
    rows.push_back(image.samples.data() + y * png_get_rowbytes(png, info));
  }
  png_read_image(png, rows.data());
  png_read_end(png, info);
  png_destroy_read_struct(&png, &info, nullptr);
  return image;
}

/// libpng's own idea of the file in sRGB: RGBA of 8 bits.
Image decode_with_simplified_libpng(const File& file) {
  png_image reader = {};
  reader.version = PNG_IMAGE_VERSION;
  png_image_begin_read_from_memory(&reader, file.data(), file.size());
  reader.format = PNG_FORMAT_RGBA;
  Image image;
  image.width = reader.width;
  image.height = reader.height;
  image.channels = 4;
  image.samples.resize(PNG_IMAGE_SIZE(reader));
  png_image_finish_read(&reader, nullptr, image.samples.data(), 0, nullptr);
  return image;
}

Image with_alpha(const Image& image) {
  if (image.channels == 4) return image;
  const std::size_t size = image.depth / 8;
  Image result = image;
  result.channels = 4;
  result.samples.assign(image.pixels() * 4 * size, 0xff);
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    std::memcpy(result.samples.data() + i * 4 * size, image.samples.data() + i * 3 * size, 3 * size);
  }
  return result;
}

Image to_8_bits(const Image& image) {
  if (image.depth == 8) return image;
  Image result = image;
  result.depth = 8;
  result.samples.clear();
  for (std::size_t i = 0; i < image.pixels() * image.channels; ++i) {
    result.samples.push_back(static_cast<std::uint8_t>((sample(image, i) + 128) / 257));
  }
  return result;
}

int png_bit_depth(const File& file) { return file[24]; }

TEST(PngSuite, DecodesAsLibpng) {
  KVANT_REQUIRE_CORPUS();
  const auto files = suite(false);
  EXPECT_EQ(files.size(), 161U);
  for (const auto& path : files) {
    const File file = read_file(path);
    const Picture picture = decode_png(file, {});
    EXPECT_EQ(largest_difference(with_alpha(picture.image), decode_with_libpng(file)), 0U) << path;
  }
}

TEST(PngSuite, GammaAsLibpng) {
  KVANT_REQUIRE_CORPUS();
  for (const auto& path : suite(false)) {
    const File file = read_file(path);
    const std::string name = path.stem().string();
    if (name == "exif2c08") continue;          // turned upright here, left alone by libpng
    if (name.substr(0, 3) == "ccw") continue;  // primaries, which libpng leaves alone
    const Image ours = decode_image(file).image;
    if (name[3] == 'i' && name.substr(6) == "16") {
      // libpng's simplified reader garbles interlaced 16-bit files; the same pictures come without interlacing.
      const auto twin = path.parent_path() / ("basn" + name.substr(4) + ".png");
      EXPECT_EQ(largest_difference(ours, read_image(twin).image), 0U) << path;
      continue;
    }
    // libpng reckons 16-bit gamma with tables of fewer bits.
    const std::uint32_t tolerance = png_bit_depth(file) == 16 ? 2 : 1;
    EXPECT_LE(largest_difference(to_8_bits(with_alpha(ours)), decode_with_simplified_libpng(file)), tolerance) << path;
  }
}

TEST(PngSuite, RefusesTheCorruptOnes) {
  KVANT_REQUIRE_CORPUS();
  const auto files = suite(true);
  EXPECT_EQ(files.size(), 14U);
  for (const auto& path : files) {
    try {
      (void)read_image(path);
      ADD_FAILURE() << path << " was read";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::corrupt) << path << error.what();
    }
  }
}

TEST(PngColor, GammaOfSrgbChangesNothing) {
  const Image picture = make_picture(31, 17);
  const File file =
      encode_png(picture, false, [](png_structp png, png_infop info) { png_set_gAMA(png, info, 0.45455); });
  EXPECT_EQ(largest_difference(decode_image(file).image, picture), 0U);
}

TEST(PngColor, GammaOfWideSamples) {
  const Image picture = make_picture(31, 17, 4, 16);
  const File file = encode_png(picture, false, [](png_structp png, png_infop info) { png_set_gAMA(png, info, 1.0); });
  const Image image = decode_image(file).image;
  ASSERT_EQ(image.depth, 16U);
  for (std::size_t i = 0; i < image.pixels() * 4; ++i) {
    const double stored = sample(picture, i) / 65535.0;
    const double expected = i % 4 == 3 ? stored : std::pow(stored, 1 / 2.2);
    ASSERT_NEAR(sample(image, i) / 65535.0, expected, 1e-4);
  }
}

TEST(PngColor, ProfileWinsOverGamma) {
  const Image picture = make_picture(31, 17);
  const auto profile = srgb_profile();
  const File file = encode_png(picture, false, [&](png_structp png, png_infop info) {
    png_set_gAMA(png, info, 1.0);
    png_set_iCCP(png, info, "sRGB", 0, profile.data(), static_cast<png_uint_32>(profile.size()));
  });
  EXPECT_EQ(largest_difference(decode_image(file).image, picture), 0U);
}

void set_unknown(png_structp png, png_infop info, const char* name, std::vector<std::uint8_t> data) {
  png_unknown_chunk chunk = {};
  std::memcpy(chunk.name, name, 5);
  chunk.data = data.data();
  chunk.size = data.size();
  chunk.location = PNG_HAVE_IHDR;
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_ALWAYS, chunk.name, 1);
  png_set_unknown_chunks(png, info, &chunk, 1);
}

TEST(PngColor, CodePointsWinOverGammaAndMatchTheProfile) {
  const Image picture = make_picture(64, 64);
  const File tagged = encode_png(picture, false, [&](png_structp png, png_infop info) {
    png_set_gAMA(png, info, 1.0);
    set_unknown(png, info, "cICP", {12, 13, 0, 1});  // Display P3
  });
  const auto profile = p3_profile();
  const File profiled = encode_png(picture, false, [&](png_structp png, png_infop info) {
    png_set_iCCP(png, info, "P3", 0, profile.data(), static_cast<png_uint_32>(profile.size()));
  });
  const Image image = decode_image(tagged).image;
  EXPECT_LE(largest_difference(image, decode_image(profiled).image), 1U);
  EXPECT_GT(mean_difference(image, picture), 3.0);
}

TEST(PngColor, PrimariesMatchTheProfile) {
  const Image picture = make_picture(64, 64);
  const File tagged = encode_png(picture, false, [&](png_structp png, png_infop info) {
    png_set_cHRM(png, info, 0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060);
  });
  const auto profile = p3_profile();
  const File profiled = encode_png(picture, false, [&](png_structp png, png_infop info) {
    png_set_iCCP(png, info, "P3", 0, profile.data(), static_cast<png_uint_32>(profile.size()));
  });
  EXPECT_LE(largest_difference(decode_image(tagged).image, decode_image(profiled).image), 1U);
}

TEST(PngColor, DamagedProfileIsSaid) {
  const Image picture = make_picture(8, 8);
  File profile = srgb_profile();
  std::fill(profile.begin() + 128, profile.end(), std::uint8_t{0xff});
  const ReadResult result = decode_image(encode_jpeg(picture, {.icc = profile}));
  EXPECT_NE(result.warning.find("ICC profile"), std::string::npos);
}

}  // namespace
}  // namespace kvant::test
