// GIF files were refused though every browser shows them: without an end mark, with stray zeros, with large codes,
// without a palette that nothing needs, or with an index that their palette lacks.
#include <gtest/gtest.h>

#include "regress/pictures.hpp"
#include "support/refusal.hpp"

namespace kvant {
namespace {

using test::Pixel;
using test::pixel_at;
using test::read_fault;

TEST(Regress, GifWholeButForItsEnd) {
  const Image sound = read_fault("gif-min-code-size-11.gif").image;
  EXPECT_EQ(pixel_at(sound, 0, 0), (Pixel{255, 0, 0, 255}));
  EXPECT_EQ(pixel_at(sound, 1, 0), (Pixel{0, 255, 0, 255}));
  EXPECT_EQ(pixel_at(sound, 2, 0), (Pixel{0, 0, 255, 255}));
  EXPECT_EQ(pixel_at(sound, 3, 0), (Pixel{255, 255, 0, 255}));
  const ReadResult zeros = read_fault("gif-zeros-before-trailer.gif");
  EXPECT_EQ(zeros.image.samples, sound.samples);
  EXPECT_EQ(zeros.warning, "it has stray bytes between its blocks");
  const ReadResult no_trailer = read_fault("gif-no-trailer.gif");
  EXPECT_EQ(no_trailer.image.samples, sound.samples);
  EXPECT_EQ(no_trailer.warning, "its end is missing");
}

/// A frame of one pixel, of color 1, with `before` it.
std::vector<std::uint8_t> one_pixel(const std::vector<std::uint8_t>& before) {
  std::vector<std::uint8_t> file = {'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0x80, 0, 0, 1, 2, 3, 4, 5, 6};
  file.insert(file.end(), before.begin(), before.end());
  file.insert(file.end(), {',', 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 0x01, 0});
  return file;
}

TEST(Regress, GifWithStrayBytesBeforeItsFrame) {
  std::vector<std::uint8_t> file = one_pixel({5, 6});
  file.push_back(';');
  const ReadResult read = decode_image(file);
  EXPECT_EQ(pixel_at(read.image, 0, 0), (Pixel{4, 5, 6, 255}));
  EXPECT_EQ(read.warning, "it has stray bytes between its blocks");
}

TEST(Regress, GifWithALongGraphicControl) {
  std::vector<std::uint8_t> file = one_pixel({'!', 0xf9, 5, 1, 0, 0, 1, 0, 0});
  file.push_back(';');
  EXPECT_EQ(pixel_at(decode_image(file).image, 0, 0)[3], 0);
}

TEST(Regress, GifWithALaterFrameCut) {
  std::vector<std::uint8_t> file = one_pixel({});
  file.insert(file.end(), {',', 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2});
  ReadOptions options;
  options.frame = 0;
  const ReadResult read = decode_image(file, options);
  EXPECT_EQ(pixel_at(read.image, 0, 0), (Pixel{4, 5, 6, 255}));
  EXPECT_EQ(read.warning, "its end is missing");
  options.frame = 1;
  test::expect_refusal(file, ErrorCode::corrupt, "ends early: the rest of the GIF is missing", options);
}

TEST(Regress, GifIndexBeyondPalette) {
  const ReadResult read = read_fault("gif-index-beyond-palette.gif");
  EXPECT_EQ(pixel_at(read.image, 0, 0), (Pixel{255, 0, 0, 255}));
  EXPECT_EQ(pixel_at(read.image, 2, 0), (Pixel{0, 0, 0, 0}));
  EXPECT_EQ(read.warning, "16 of its pixels have colors that its palette lacks, drawn transparent");
}

TEST(Regress, GifWithoutPalette) {
  const ReadResult read = read_fault("gif-no-palette-transparent.gif");
  ASSERT_EQ(read.image.pixels(), 1u);
  EXPECT_EQ(pixel_at(read.image, 0, 0)[3], 0);
}

TEST(Regress, GifPixelsMissing) {
  std::vector<std::uint8_t> bytes = read_file(test::fault("gif-no-trailer.gif"));
  bytes.resize(bytes.size() - 10);
  EXPECT_EQ(test::refusal(bytes), "ends early: the rest of the GIF is missing");
  const ReadResult read = test::decode_leniently(bytes);
  EXPECT_NE(read.warning.find("pixels of its frames are missing"), std::string::npos) << read.warning;
  EXPECT_EQ(pixel_at(read.image, 0, 0), (Pixel{255, 0, 0, 255}));
  EXPECT_EQ(pixel_at(read.image, 7, 7)[3], 0);
}

}  // namespace
}  // namespace kvant
