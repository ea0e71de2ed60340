// TIFFs that were drawn with wrong pixels, refused though every pixel is there, or took memory for what they do not
// hold. The files were made for this project, CC0.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "regress/pictures.hpp"
#include "support/refusal.hpp"

namespace kvant {
namespace {

using Pixel = std::vector<int>;
using File = std::vector<std::uint8_t>;

using test::expect_refusal;
using test::fault;

ReadOptions lenient(bool draw = true) {
  ReadOptions options;
  options.lenient = draw;
  return options;
}

/// The samples of pixel `index`, as 8 bits.
Pixel pixel(const Image& image, std::size_t index) {
  Pixel samples;
  for (std::size_t c = 0; c < image.channels; ++c) {
    const std::size_t at = index * image.channels + c;
    std::uint16_t wide = 0;
    if (image.depth == 16) std::memcpy(&wide, image.samples.data() + 2 * at, 2);
    samples.push_back(image.depth == 16 ? (wide + 128) / 257 : image.samples[at]);
  }
  return samples;
}

struct Tag {
  std::uint16_t id;
  std::uint16_t type;  ///< 1: bytes, 3: 16 bits, 4: 32 bits
  std::vector<std::uint32_t> values;
};

std::size_t size_of(const Tag& tag) { return tag.type == 1 ? 1 : tag.type == 3 ? 2 : 4; }

void put(File& file, std::uint32_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) file.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

/// One uncompressed strip. Tag 273 is added; `tags` have all others, in order, each in its four bytes.
File make_tiff(std::vector<Tag> tags, const File& pixels) {
  File file = {'I', 'I', 42, 0, 8, 0, 0, 0};
  File values;
  std::size_t room = 0;
  for (const Tag& tag : tags) room += tag.values.size() * size_of(tag) > 4 ? tag.values.size() * size_of(tag) : 0;
  const std::size_t behind = 8 + 2 + 12 * (tags.size() + 1) + 4;
  tags.push_back({273, 4, {static_cast<std::uint32_t>(behind + room)}});
  std::sort(tags.begin(), tags.end(), [](const Tag& a, const Tag& b) { return a.id < b.id; });
  put(file, static_cast<std::uint32_t>(tags.size()), 2);
  for (const Tag& tag : tags) {
    put(file, tag.id, 2);
    put(file, tag.type, 2);
    put(file, static_cast<std::uint32_t>(tag.values.size()), 4);
    const std::size_t size = tag.values.size() * size_of(tag);
    if (size > 4) put(file, static_cast<std::uint32_t>(behind + values.size()), 4);
    File& to = size > 4 ? values : file;
    for (std::uint32_t value : tag.values) put(to, value, size_of(tag));
    if (size < 4) put(file, 0, 4 - size);
  }
  put(file, 0, 4);
  file.insert(file.end(), values.begin(), values.end());
  file.insert(file.end(), pixels.begin(), pixels.end());
  return file;
}

/// A row of pixels of `samples` samples each; further tags at the end.
File make_row(std::uint32_t width, std::uint32_t samples, std::uint32_t bits, std::uint32_t photometric,
              const File& pixels, const std::vector<Tag>& more = {}) {
  std::vector<Tag> tags = {{256, 4, {width}},
                           {257, 4, {1}},
                           {258, 3, std::vector<std::uint32_t>(samples, bits)},
                           {259, 3, {1}},
                           {262, 3, {photometric}},
                           {277, 3, {samples}},
                           {278, 4, {1}},
                           {279, 4, {static_cast<std::uint32_t>(pixels.size())}}};
  tags.insert(tags.end(), more.begin(), more.end());
  return make_tiff(tags, pixels);
}

File floats(const std::vector<float>& values) {
  File bytes(values.size() * sizeof(float));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

/// A directory of tags that fit in their places.
File make_directory(const std::vector<Tag>& tags) {
  File directory;
  put(directory, static_cast<std::uint32_t>(tags.size()), 2);
  for (const Tag& tag : tags) {
    put(directory, tag.id, 2);
    put(directory, tag.type, 2);
    put(directory, static_cast<std::uint32_t>(tag.values.size()), 4);
    for (std::uint32_t value : tag.values) put(directory, value, size_of(tag));
    directory.resize(directory.size() + 4 - tag.values.size() * size_of(tag));
  }
  put(directory, 0, 4);
  return directory;
}

TEST(TiffColor, AdobeRgbByExif) {
  const auto picture = [](std::uint32_t exif) { return make_row(1, 3, 8, 2, {180, 60, 90}, {{34665, 4, {exif}}}); };
  const auto at = static_cast<std::uint32_t>(picture(0).size());
  const auto size = static_cast<std::uint32_t>(make_directory({{0, 4, {0}}, {0, 4, {0}}}).size());
  const auto with_exif = [&](std::uint32_t color_space, const std::string& index) {
    File file = picture(at);
    const File exif = make_directory({{40961, 3, {color_space}}, {40965, 4, {at + size}}});
    std::vector<std::uint32_t> letters(index.begin(), index.end());
    letters.push_back(0);
    const File interoperability = make_directory({{1, 1, letters}});
    file.insert(file.end(), exif.begin(), exif.end());
    file.insert(file.end(), interoperability.begin(), interoperability.end());
    return decode_image(file);
  };
  const ReadResult read = with_exif(0xffff, "R03");
  EXPECT_EQ(read.color_profile, "Adobe RGB (by EXIF)");
  constexpr std::array expected = {208, 57, 91};
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(pixel(read.image, 0)[c], expected[c], 1);
  EXPECT_EQ(with_exif(2, "").color_profile, "Adobe RGB (by EXIF)");
  EXPECT_EQ(pixel(with_exif(1, "R03").image, 0), (Pixel{180, 60, 90}));
  EXPECT_EQ(pixel(with_exif(0xffff, "R98").image, 0), (Pixel{180, 60, 90}));
}

// Only a thumbnail was in sight: the picture lies below it.
TEST(TiffPages, AThumbnailIsNotThePicture) {
  const auto thumbnail = [](std::uint32_t below) {
    return make_row(1, 3, 8, 2, {1, 2, 3}, {{254, 4, {1}}, {330, 4, {below}}});
  };
  File file = thumbnail(static_cast<std::uint32_t>(thumbnail(0).size()));
  const std::uint32_t pixels = 8;  // of the picture: what the header's bytes happen to be
  const File picture = make_directory({{256, 4, {2}},
                                       {257, 4, {1}},
                                       {258, 3, {8}},
                                       {259, 3, {1}},
                                       {262, 3, {1}},
                                       {273, 4, {pixels}},
                                       {277, 3, {1}},
                                       {278, 4, {1}},
                                       {279, 4, {2}}});
  file.insert(file.end(), picture.begin(), picture.end());
  const Image image = decode_image(file).image;
  EXPECT_EQ(image.width, 2U);
  EXPECT_EQ(pixel(image, 0), Pixel(3, file[pixels]));
}

TEST(TiffPages, ABrokenListLeavesThoseThatAreFound) {
  const File page = make_row(1, 3, 8, 2, {1, 2, 3});
  const std::size_t next = 8 + 2 + 12 * page[8];
  EXPECT_EQ(decode_image(page).warning, "");
  for (const int position : {8, 60, 250}) {  // itself, junk, behind the end
    File file = page;
    file[next] = static_cast<std::uint8_t>(position);
    const ReadResult read = decode_image(file);
    EXPECT_EQ(read.warning, "its list of pages is broken: there may be more than are found") << position;
    EXPECT_EQ(pixel(read.image, 0), (Pixel{1, 2, 3}));
    ReadOptions options;
    options.frame = 1;
    expect_refusal(file, ErrorCode::invalid_argument, "has no page 1: its 1 page is number 0", options);
  }
}

TEST(TiffPages, AnOldMarkOfThumbnailsCounts) {
  File file = make_row(1, 3, 8, 2, {1, 2, 3});
  const std::size_t next = 8 + 2 + 12 * file[8];
  file[next] = static_cast<std::uint8_t>(file.size());
  const File thumbnail = make_directory({{255, 3, {2}},
                                         {256, 4, {1}},
                                         {257, 4, {1}},
                                         {258, 3, {8}},
                                         {259, 3, {1}},
                                         {262, 3, {1}},
                                         {273, 4, {8}},
                                         {277, 3, {1}},
                                         {278, 4, {1}},
                                         {279, 4, {1}}});
  file.insert(file.end(), thumbnail.begin(), thumbnail.end());
  EXPECT_EQ(pixel(decode_image(file).image, 0), (Pixel{1, 2, 3}));
}

// They were drawn from the header of the file.
TEST(TiffDamage, StripsWithoutAPlace) {
  File file = make_tiff(
      {{256, 4, {1}}, {257, 4, {2}}, {258, 3, {8}}, {259, 3, {1}}, {262, 3, {1}}, {277, 3, {1}}, {278, 4, {2}}},
      {7, 8});
  EXPECT_EQ(pixel(decode_image(file).image, 1), (Pixel{8, 8, 8}));
  const std::size_t offset = 8 + 2 + 12 * 5 + 8;
  ASSERT_EQ(file[offset - 8] | file[offset - 7] << 8, 273);
  file[offset] = 0;
  expect_refusal(file, ErrorCode::unsupported,
                 "is a TIFF of a kind that is not read: some of its strips or tiles are left out (sparse)");
}

TEST(TiffLab, NeutralGraysStayNeutral) {
  const Image image = read_image(fault("tiff-lab-gray.tif")).image;
  constexpr std::array expected = {0, 59, 119, 185, 255};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Pixel samples = pixel(image, i);
    for (int sample : samples) EXPECT_NEAR(sample, expected[i], 1);
    EXPECT_EQ(samples[0], samples[1]);
    EXPECT_EQ(samples[0], samples[2]);
  }
}

TEST(TiffLab, SixteenBitsAndBothEncodings) {
  // L* 80, a* -50, b* 30 is sRGB 98, 222, 139 (by the formulas of CIE and IEC, under D50).
  const auto cie = make_row(1, 3, 16, 8, {0xcc, 0xcc, 0x00, 0xce, 0x00, 0x1e});
  const auto icc = make_row(1, 3, 16, 9, {0x00, 0xcc, 0x00, 0x4e, 0x00, 0x9e});
  const auto icc8 = make_row(1, 3, 8, 9, {204, 78, 158});
  const Pixel expected = pixel(decode_image(cie).image, 0);
  EXPECT_NEAR(expected[0], 98, 1);
  EXPECT_NEAR(expected[1], 222, 1);
  EXPECT_NEAR(expected[2], 139, 1);
  EXPECT_EQ(pixel(decode_image(icc).image, 0), expected);
  const Pixel coarse = pixel(decode_image(icc8).image, 0);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(coarse[c], expected[c], 1);
  const Pixel black_to_white = pixel(read_image(fault("tiff-icclab.tif")).image, 1);
  EXPECT_EQ(black_to_white, (Pixel{36, 36, 36}));
}

TEST(TiffAlpha, ALoneFourthSampleIsAlpha) {
  for (const char* name : {"tiff-rgba-no-extrasamples.tif", "tiff-rgba-extrasamples-0.tif"}) {
    const ReadResult result = read_image(fault(name));
    EXPECT_EQ(pixel(result.image, 1), (Pixel{30, 0, 128, 36})) << name;
    EXPECT_EQ(result.warning, "its fourth sample, of no declared kind, was taken for alpha") << name;
  }
  const ReadResult padded = decode_image(make_row(1, 4, 8, 2, {1, 2, 3, 0}));
  EXPECT_EQ(pixel(padded.image, 0), (Pixel{1, 2, 3}));
  EXPECT_EQ(padded.warning, "its fourth sample, 0 everywhere and of no declared kind, was left out");
}

TEST(TiffAlpha, IsReadWhereverItIsDeclared) {
  EXPECT_EQ(pixel(read_image(fault("tiff-cmyk-alpha.tif")).image, 1), (Pixel{225, 255, 255, 36}));
  const ReadResult second = decode_image(make_row(1, 5, 8, 2, {10, 20, 30, 99, 128}, {{338, 3, {0, 2}}}));
  EXPECT_EQ(pixel(second.image, 0), (Pixel{10, 20, 30, 128}));
  EXPECT_EQ(second.warning, "1 of its 5 samples per pixel, neither color nor alpha, was left out");
  const auto associated = make_row(1, 5, 8, 2, {10, 20, 30, 99, 128}, {{338, 3, {0, 1}}});
  EXPECT_EQ(pixel(decode_image(associated).image, 0), (Pixel{20, 40, 60, 128}));
  // Inks are divided by alpha before they become colors: 51 * 255 / 51 is full cyan.
  const auto inks = make_row(1, 5, 8, 5, {51, 0, 0, 0, 51}, {{338, 3, {1}}});
  EXPECT_EQ(pixel(decode_image(inks).image, 0), (Pixel{0, 255, 255, 51}));
  std::vector<std::uint32_t> map(768, 0);
  map[7] = 0x1111;
  map[256 + 7] = 0x2222;
  map[512 + 7] = 0x3333;
  const auto palette = make_row(1, 2, 8, 3, {7, 200}, {{320, 3, map}, {338, 3, {2}}});
  EXPECT_EQ(pixel(decode_image(palette).image, 0), (Pixel{0x11, 0x22, 0x33, 200}));
}

TEST(TiffDepth, NineToFifteenBits) {
  const ReadResult twelve = read_image(fault("tiff-gray-12-bit.tif"));
  EXPECT_EQ(pixel(twelve.image, 0), (Pixel{18, 18, 18}));  // 291 of 4095
  EXPECT_EQ(pixel(twelve.image, 1), (Pixel{255, 255, 255}));
  // 0, 1023 and 512 of 1023, white first: 10 bits each, the highest first.
  const auto ten = make_row(1, 3, 10, 2, {0x00, 0x3f, 0xf8, 0x00});
  EXPECT_EQ(pixel(decode_image(ten).image, 0), (Pixel{0, 255, 128}));
  const auto inverted = make_row(2, 1, 12, 0, {0x00, 0x0f, 0xff});
  EXPECT_EQ(pixel(decode_image(inverted).image, 0), (Pixel{255, 255, 255}));
  EXPECT_EQ(pixel(decode_image(inverted).image, 1), (Pixel{0, 0, 0}));
}

TEST(TiffFloat, ZeroToOneIsReadAndSaid) {
  const ReadResult gray = read_image(fault("tiff-gray-float.tif"));
  EXPECT_EQ(gray.warning, "its floating-point samples were taken as 0 (dark) to 1 (light)");
  for (int i = 0; i < 8; ++i) EXPECT_NEAR(pixel(gray.image, static_cast<std::size_t>(i))[0], i * 255.0 / 7, 1);
}

TEST(TiffFloat, OtherValuesAreRefusedOrCutOff) {
  const File file = make_row(3, 1, 32, 1, floats({-1, 0.5, 2}), {{339, 3, {3}}});
  expect_refusal(file, ErrorCode::unsupported,
                 "is a TIFF of floating-point samples from -1 to 2: only 0 (dark) to 1 (light) is read, so scale them "
                 "first");
  const ReadResult result = decode_image(file, lenient());
  EXPECT_EQ(pixel(result.image, 0)[0], 0);
  EXPECT_EQ(pixel(result.image, 1)[0], 128);
  EXPECT_EQ(pixel(result.image, 2)[0], 255);
  EXPECT_NE(result.warning.find("they are from -1 to 2 and were cut off"), std::string::npos) << result.warning;
  const File no_number = make_row(1, 1, 32, 1, floats({std::nanf("")}), {{339, 3, {3}}});
  expect_refusal(no_number, ErrorCode::unsupported, "is a TIFF with floating-point samples that are no numbers");
}

TEST(TiffOrientation, OutsideOneToEightIsIgnored) {
  const ReadResult result = read_image(fault("tiff-orientation-0.tif"));
  EXPECT_EQ(result.orientation, 1);
  EXPECT_EQ(pixel(result.image, 1), (Pixel{30, 0, 128}));
  EXPECT_EQ(decode_image(make_row(1, 3, 8, 2, {1, 2, 3}, {{274, 3, {9}}})).orientation, 1);
}

TEST(TiffDamage, OfFaxDataIsSeen) {
  const File file = read_file(fault("tiff-g4-damaged.tif"));
  EXPECT_THROW((void)decode_image(file), Error);
  EXPECT_EQ(decode_image(file, lenient()).warning, "101 of 120 rows are damaged and may be wrong");
}

TEST(TiffDamage, WhatIsThereIsDrawnOnRequest) {
  File pixels;
  for (std::uint8_t i = 0; i < 8 * 3; ++i) pixels.push_back(i);
  const File whole = make_tiff({{256, 4, {1}},
                                {257, 4, {8}},
                                {258, 3, {8, 8, 8}},
                                {259, 3, {1}},
                                {262, 3, {2}},
                                {277, 3, {3}},
                                {278, 4, {8}},
                                {279, 4, {24}}},
                               pixels);
  EXPECT_EQ(decode_image(whole).warning, "");
  const File cut(whole.begin(), whole.end() - 7);
  expect_refusal(cut, ErrorCode::corrupt, "ends early: the rest of the TIFF is missing");
  const ReadResult result = decode_image(cut, lenient());
  EXPECT_EQ(result.warning, "3 of 8 rows are missing, drawn gray");
  EXPECT_EQ(pixel(result.image, 4), (Pixel{12, 13, 14}));
  EXPECT_EQ(pixel(result.image, 5), (Pixel{128, 128, 128}));
  const File nothing(whole.begin(), whole.end() - 24);
  expect_refusal(nothing, ErrorCode::corrupt, "ends early: the rest of the TIFF is missing", lenient());
}

/// The bytes as they are in a zlib stream, with the checksum that they should have plus `error`.
File zlib_stream(const File& bytes, std::uint32_t error = 0) {
  File stream = {0x78, 0x01, 1};
  put(stream, static_cast<std::uint32_t>(bytes.size()), 2);
  put(stream, ~static_cast<std::uint32_t>(bytes.size()), 2);
  stream.insert(stream.end(), bytes.begin(), bytes.end());
  std::uint32_t low = 1;
  std::uint32_t high = 0;
  for (const std::uint8_t byte : bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  const std::uint32_t sum = (high << 16U | low) + error;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) stream.push_back(static_cast<std::uint8_t>(sum >> shift));
  return stream;
}

/// Gray, 8 x 8, in one strip.
File make_gray(std::uint32_t compression, const File& stored, const std::vector<Tag>& more = {}) {
  std::vector<Tag> tags = {
      {256, 4, {8}}, {257, 4, {8}}, {258, 3, {8}}, {259, 3, {compression}},
      {262, 3, {1}}, {277, 3, {1}}, {278, 4, {8}}, {279, 4, {static_cast<std::uint32_t>(stored.size())}}};
  tags.insert(tags.end(), more.begin(), more.end());
  return make_tiff(tags, stored);
}

File ramp(std::size_t size) {
  File bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(63 - i);
  return bytes;
}

TEST(TiffDamage, StripsThatClaimMoreThanTheFileHas) {
  const auto file = [](std::uint32_t size) {
    return make_tiff({{256, 4, {2}},
                      {257, 4, {2}},
                      {258, 3, {8}},
                      {259, 3, {1}},
                      {262, 3, {1}},
                      {277, 3, {1}},
                      {278, 4, {2}},
                      {279, 4, {size}}},
                     {1, 2, 3, 4});
  };
  EXPECT_EQ(decode_image(file(4)).warning, "");
  for (const std::uint32_t size : {5U, 70'000U, 0xffffffffU}) {
    const ReadResult read = decode_image(file(size));
    EXPECT_EQ(read.warning, "some of its strips or tiles claim to go on behind its end") << size;
    EXPECT_EQ(pixel(read.image, 3), (Pixel{4, 4, 4}));
    File cut = file(size);
    cut.pop_back();
    expect_refusal(cut, ErrorCode::corrupt, "ends early: the rest of the TIFF is missing");
    EXPECT_EQ(decode_image(cut, lenient()).warning, "1 of 2 rows is missing, drawn gray") << size;
  }
}

/// Gray, 2 x 4, in two strips of four bytes each that begin so far into `pixels`.
File make_strips(const std::vector<std::uint32_t>& sizes, std::uint32_t second, const File& pixels) {
  File file = make_directory({{256, 4, {2}},
                              {257, 4, {4}},
                              {258, 3, {8}},
                              {259, 3, {1}},
                              {262, 3, {1}},
                              {273, 4, {0}},
                              {277, 3, {1}},
                              {278, 4, {2}},
                              {279, 4, {0}}});
  // make_directory() has no values of their own place: offsets and sizes follow it.
  const auto behind = static_cast<std::uint32_t>(8 + file.size());
  const std::uint32_t begin = behind + 16;
  const auto point = [&](std::size_t tag, std::uint32_t to) {
    File entry;
    put(entry, 2, 4);
    put(entry, to, 4);
    std::copy(entry.begin(), entry.end(), file.begin() + static_cast<std::ptrdiff_t>(2 + 12 * tag + 4));
  };
  point(5, behind);
  point(8, behind + 8);
  for (const std::uint32_t value : {begin, begin + second, sizes[0], sizes[1]}) put(file, value, 4);
  const File header = {'I', 'I', 42, 0, 8, 0, 0, 0};
  file.insert(file.begin(), header.begin(), header.end());
  file.insert(file.end(), pixels.begin(), pixels.end());
  return file;
}

// They were said to end early, but for the cases in which libtiff calculates sizes itself, without a word.
TEST(TiffDamage, StripsThatClaimLessThanTheyAre) {
  const File pixels = {1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(decode_image(make_strips({4, 4}, 4, pixels)).warning, "");
  for (const std::vector<std::uint32_t>& sizes :
       std::vector<std::vector<std::uint32_t>>{{3, 3}, {1, 1}, {0, 0}, {4, 3}, {3, 4}, {0, 4}}) {
    const ReadResult read = decode_image(make_strips(sizes, 4, pixels));
    EXPECT_EQ(read.warning, "some of its strips or tiles claim to be shorter than they are");
    for (std::size_t i = 0; i < pixels.size(); ++i) EXPECT_EQ(pixel(read.image, i)[0], pixels[i]);
  }
  File cut = make_strips({3, 3}, 4, pixels);
  cut.pop_back();
  expect_refusal(cut, ErrorCode::corrupt, "ends early: the rest of the TIFF is missing");
  EXPECT_EQ(decode_image(cut, lenient()).warning,
            "1 of 4 rows is missing, drawn gray; some of its strips or tiles claim to be shorter than they are");
}

// What comes behind a strip that is too short was drawn as its pixels, on request or because libtiff calculated so.
TEST(TiffDamage, StripsThatAreTooShort) {
  const File file = make_strips({3, 4}, 3, {1, 2, 3, 4, 5, 6, 7});
  expect_refusal(file, ErrorCode::corrupt,
                 "is a damaged TIFF: the sizes of some of its strips or tiles are too small for their pixels");
  const ReadResult read = decode_image(file, lenient());
  EXPECT_EQ(read.warning, "1 of 4 rows is missing, drawn gray");
  constexpr std::array expected = {1, 2, 128, 128, 4, 5, 6, 7};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(pixel(read.image, i)[0], expected[i]);
  // A directory that follows is no pixels.
  File last = {'I', 'I', 42, 0, 14, 0, 0, 0, 1, 2, 3, 4, 5, 6};
  const File directory = make_directory({{256, 4, {2}},
                                         {257, 4, {4}},
                                         {258, 3, {8}},
                                         {259, 3, {1}},
                                         {262, 3, {1}},
                                         {273, 4, {8}},
                                         {277, 3, {1}},
                                         {278, 4, {4}},
                                         {279, 4, {6}}});
  last.insert(last.end(), directory.begin(), directory.end());
  EXPECT_EQ(decode_image(last, lenient()).warning, "1 of 4 rows is missing, drawn gray");
}

TEST(TiffDamage, TilesThatClaimLessThanTheyAre) {
  const File pixels(256, 9);
  const auto tile = [&](std::uint32_t size) {
    const std::uint32_t begin = 8 + 2 + 12 * 9 + 4;
    File file = {'I', 'I', 42, 0, 8, 0, 0, 0};
    const File directory = make_directory({{256, 4, {16}},
                                           {257, 4, {16}},
                                           {258, 3, {8}},
                                           {262, 3, {1}},
                                           {277, 3, {1}},
                                           {322, 4, {16}},
                                           {323, 4, {16}},
                                           {324, 4, {begin}},
                                           {325, 4, {size}}});
    file.insert(file.end(), directory.begin(), directory.end());
    file.insert(file.end(), pixels.begin(), pixels.end());
    return file;
  };
  EXPECT_EQ(decode_image(tile(256)).warning, "");
  const ReadResult read = decode_image(tile(250));
  EXPECT_EQ(read.warning, "some of its strips or tiles claim to be shorter than they are");
  EXPECT_EQ(pixel(read.image, 255), (Pixel{9, 9, 9}));
  File cut = tile(250);
  cut.pop_back();
  expect_refusal(cut, ErrorCode::corrupt, "ends early: the rest of the TIFF is missing");
}

TEST(TiffTags, ValuesThatTheStandardDoesNotKnow) {
  const std::string kind = "is a TIFF of a kind that is not read: its ";
  expect_refusal(make_row(1, 4, 8, 2, {1, 2, 3, 4}, {{338, 3, {3}}}), ErrorCode::unsupported,
                 kind + "ExtraSamples has a value that the standard does not know");
  // Two strips of a row each would have samples together, six would have them in planes.
  File row = make_row(1, 3, 8, 2, {1, 2, 3}, {{284, 3, {0}}});
  for (const std::uint8_t planar : {std::uint8_t{0}, std::uint8_t{3}}) {
    constexpr std::size_t entry = 8 + 2 + 12 * 9;  // the last of ten
    ASSERT_EQ(row[entry] | row[entry + 1] << 8, 284);
    row[entry + 8] = planar;
    const ReadResult read = decode_image(row);
    EXPECT_EQ(read.warning, "what it says of PlanarConfiguration makes no sense and was ignored");
    EXPECT_EQ(pixel(read.image, 0), (Pixel{1, 2, 3}));
  }
  File two = row;
  two[8 + 2 + 12 + 8] = 2;  // of a height of two rows
  expect_refusal(two, ErrorCode::unsupported, kind + "PlanarConfiguration has a value that the standard does not know");
  const auto no_rows = [](std::uint32_t type) {
    return make_tiff({{256, 4, {1}},
                      {257, 4, {2}},
                      {258, 3, {8}},
                      {262, 3, {1}},
                      {278, static_cast<std::uint16_t>(type), {0}},
                      {279, 4, {2}}},
                     {7, 8});
  };
  for (const std::uint32_t type : {3U, 4U}) {
    const ReadResult read = decode_image(no_rows(type));
    EXPECT_EQ(read.warning, "what it says of RowsPerStrip makes no sense and was ignored");
    EXPECT_EQ(pixel(read.image, 1), (Pixel{8, 8, 8}));
  }
  File strips = make_strips({4, 4}, 4, {1, 2, 3, 4, 5, 6, 7, 8});
  strips[8 + 2 + 12 * 7 + 8] = 0;
  expect_refusal(strips, ErrorCode::corrupt, "is a damaged TIFF: its RowsPerStrip makes no sense");
}

TEST(TiffTags, BitsOfSamples) {
  File two_of_three = make_row(1, 3, 8, 2, {1, 2, 3});
  two_of_three[8 + 2 + 12 * 2 + 4] = 2;
  two_of_three[8 + 2 + 12 * 2 + 8] = 8;
  two_of_three[8 + 2 + 12 * 2 + 10] = 8;
  expect_refusal(two_of_three, ErrorCode::corrupt, "is a damaged TIFF: Incorrect count for \"BitsPerSample\"");
  File different = make_row(1, 3, 8, 2, {1, 2, 3, 0});
  different[different.size() - 4 - 2] = 16;
  expect_refusal(different, ErrorCode::unsupported,
                 "is a TIFF of a kind that is not read here: Cannot handle different values per sample for "
                 "\"BitsPerSample\"");
}

// Damage made the stream longer, and libtiff stopped at the last pixel, before the checksum.
TEST(TiffDamage, OfDeflateThatGoesOnBehindThePixels) {
  for (const std::uint32_t compression : {8U, 32946U}) {
    const File damaged = make_gray(compression, zlib_stream(ramp(65), 1));
    expect_refusal(damaged, ErrorCode::corrupt, "is a damaged TIFF: incorrect data check");
    EXPECT_EQ(decode_image(damaged, lenient()).warning, "8 of 8 rows are damaged and may be wrong");
    for (const std::size_t size : {64U, 65U, 1000U}) {
      const ReadResult sound = decode_image(make_gray(compression, zlib_stream(ramp(size))));
      EXPECT_EQ(sound.warning, "");
      EXPECT_EQ(pixel(sound.image, 63), (Pixel{0, 0, 0}));
    }
    File without_sum = zlib_stream(ramp(65));
    without_sum.resize(without_sum.size() - 4);
    EXPECT_EQ(decode_image(make_gray(compression, without_sum)).warning, "");
  }
  // Bits from the lowest up.
  File reversed = zlib_stream(ramp(65));
  for (std::uint8_t& byte : reversed) {
    int turned = 0;
    for (int bit = 0; bit < 8; ++bit) turned |= (byte >> bit & 1) << (7 - bit);
    byte = static_cast<std::uint8_t>(turned);
  }
  EXPECT_EQ(pixel(decode_image(make_gray(8, reversed, {{266, 3, {2}}})).image, 0), (Pixel{63, 63, 63}));
}

TEST(TiffPackBits, RunsMayCrossRows) {
  File whole = {63};
  const File bytes = ramp(64);
  whole.insert(whole.end(), bytes.begin(), bytes.end());
  const ReadResult read = decode_image(make_gray(32773, whole));
  EXPECT_EQ(read.warning, "");
  for (std::size_t i = 0; i < 64; ++i) EXPECT_EQ(pixel(read.image, i)[0], static_cast<int>(63 - i));
  // 10 and 54 of a byte each.
  EXPECT_EQ(pixel(decode_image(make_gray(32773, {247, 5, 203, 6})).image, 10), (Pixel{6, 6, 6}));
  whole.pop_back();
  EXPECT_THROW((void)decode_image(make_gray(32773, whole)), Error);
}

// It was said to end early.
TEST(TiffDamage, CompressedStripsThatEndBeforeTheirPixels) {
  File rows;
  for (int i = 0; i < 7; ++i) rows.insert(rows.end(), {249, 5});  // of eight
  File file = make_gray(32773, rows);
  expect_refusal(file, ErrorCode::corrupt, "ends early: the rest of the TIFF is missing");
  file.push_back(0);
  expect_refusal(file, ErrorCode::corrupt,
                 "is a damaged TIFF: the data of some of its strips or tiles end before their pixels");
  EXPECT_EQ(decode_image(file, lenient()).warning, "1 of 8 rows is missing, drawn gray");
}

/// A JPEG file as the only strip of a TIFF.
File make_jpeg_tiff(const File& jpeg) {
  return make_tiff({{256, 4, {32}},
                    {257, 4, {32}},
                    {258, 3, {8, 8, 8}},
                    {259, 3, {7}},
                    {262, 3, {6}},
                    {277, 3, {3}},
                    {278, 4, {32}},
                    {279, 4, {static_cast<std::uint32_t>(jpeg.size())}}},
                   jpeg);
}

// They were said to touch no pixel. They do not, but damage leaves such bytes too, and libjpeg keeps to itself what
// else is wrong with the strip.
TEST(TiffDamage, StrayBytesOfJpegRaiseDoubt) {
  constexpr std::ptrdiff_t junk = 0x2d0;
  constexpr std::ptrdiff_t junk_size = 32;
  const File stray = read_file(fault("jpeg-junk-before-rst.jpg"));
  File sound = stray;
  sound.erase(sound.begin() + junk, sound.begin() + junk + junk_size);
  const ReadResult expected = decode_image(make_jpeg_tiff(sound));
  EXPECT_EQ(expected.warning, "");
  EXPECT_EQ(expected.image.samples, decode_image(sound).image.samples);

  const ReadResult read = decode_image(make_jpeg_tiff(stray));
  EXPECT_EQ(read.warning,
            "some of its pixels may be wrong: libjpeg says no more after "
            "\"Corrupt JPEG data: 32 extraneous bytes before marker 0xd0\"");
  EXPECT_EQ(read.image.samples, expected.image.samples);

  File damaged = sound;
  damaged[802] ^= 1U;
  const ReadResult wrong = decode_image(make_jpeg_tiff(damaged));
  EXPECT_EQ(wrong.warning.substr(0, 32), "some of its pixels may be wrong:");
  EXPECT_NE(wrong.image.samples, expected.image.samples);

  // Behind stray bytes, the rest is missing: alone, that is seen.
  constexpr std::ptrdiff_t restart = 0x2f0;
  File cut(stray.begin(), stray.begin() + restart + 20);
  cut.insert(cut.end(), {0xff, 0xd9});
  EXPECT_EQ(decode_image(make_jpeg_tiff(cut)).warning, read.warning);
  cut.erase(cut.begin() + junk, cut.begin() + junk + junk_size);
  EXPECT_THROW((void)decode_image(make_jpeg_tiff(cut)), Error);
}

TEST(TiffMemory, IsBoundedBeforeItIsTaken) {
  for (const bool draw : {false, true}) {
    const std::string message =
        "claims 65535 samples of 8 bits in each of 65535 x 900 pixels, more than --max-pixels 268435456 allows";
    expect_refusal(read_file(fault("tiff-65535-samples.tif")), ErrorCode::limit, message, lenient(draw));
    // A row that the whole file cannot hold.
    expect_refusal(make_row(30000, 60000, 8, 1, {0}), ErrorCode::corrupt, "ends early: the rest of the TIFF is missing",
                   lenient(draw));
  }
}

TEST(TiffCameraRaw, IsRefusedByName) {
  const std::string rest = ", its thumbnail is not the picture: develop it with a raw converter first";
  expect_refusal(read_file(fault("raw-camera.dng")), ErrorCode::unsupported, "is a camera raw file (DNG)" + rest);
  expect_refusal(make_row(1, 1, 8, 32803, {7}), ErrorCode::unsupported, "is a camera raw file" + rest);
  File canon = make_row(1, 3, 8, 2, {1, 2, 3});
  canon.insert(canon.begin() + 8, {'C', 'R', 2, 0, 0, 0, 0, 0});
  canon[4] = 16;
  expect_refusal(canon, ErrorCode::unsupported, "is a camera raw file (CR2)" + rest);
}

}  // namespace
}  // namespace kvant
