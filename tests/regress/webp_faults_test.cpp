// WebP files were refused though their pixels are whole and only what follows these is not.
#include <gtest/gtest.h>

#include <string_view>

#include "regress/pictures.hpp"

namespace kvant {
namespace {

using test::Pixel;
using test::pixel_at;
using File = std::vector<std::uint8_t>;

/// Two pixels, lossless.
File simple() {
  const IndexedImage image = {
      .width = 2, .height = 1, .palette = {{1, 2, 3, 255}, {4, 5, 6, 255}}, .indices = Buffer<std::uint8_t>{0, 1}};
  return encode_image(image, Format::webp);
}

void expect_pixels(const File& file) {
  EXPECT_EQ(test::decode_leniently(file).warning, "its end is missing");
  const ReadResult read = decode_image(file);
  EXPECT_EQ(read.warning, "its end is missing");
  EXPECT_EQ(pixel_at(read.image, 0, 0), (Pixel{1, 2, 3, 255}));
  EXPECT_EQ(pixel_at(read.image, 1, 0), (Pixel{4, 5, 6, 255}));
}

TEST(Regress, WebpShorterThanItSays) {
  for (const int more : {2, 100}) {
    File file = simple();
    file[4] = static_cast<std::uint8_t>(file[4] + more);
    expect_pixels(file);
  }
  File file = simple();
  file.resize(file.size() - 6);
  EXPECT_EQ(test::refusal(file), "ends early: the rest of the WebP is missing");
}

TEST(Regress, WebpWithItsTextCut) {
  const File plain = simple();
  const auto add = [](File& to, std::string_view text) { to.insert(to.end(), text.begin(), text.end()); };
  using namespace std::string_view_literals;
  File file(plain.begin(), plain.begin() + 12);
  add(file, "VP8X\x0a\0\0\0\4\0\0\0\1\0\0\0\0\0"sv);
  file.insert(file.end(), plain.begin() + 12, plain.end());
  add(file, "XMP \x08\0\0\0<x></x> "sv);
  file[4] = static_cast<std::uint8_t>(file.size() - 8);
  EXPECT_EQ(decode_image(file).warning, "");
  file.resize(file.size() - 3);
  expect_pixels(file);
}

}  // namespace
}  // namespace kvant
