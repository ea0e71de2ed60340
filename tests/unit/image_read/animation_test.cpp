// Animations and documents: refused unless a frame is chosen, and drawn as a viewer shows them.
#include <gtest/gtest.h>
#include <libdeflate.h>

#include <algorithm>
#include <string>

#include "kvant/error.hpp"
#include "unit/image_read/encoders.hpp"

namespace kvant::test {
namespace {

void expect_error(const File& file, ReadOptions options, ErrorCode code, const std::string& message) {
  try {
    (void)decode_image(file, options);
    ADD_FAILURE() << "was read, not refused: " << message;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    EXPECT_EQ(std::string(error.what()), message);
  }
}

/// A picture of one letter per pixel: r, g, b, k, and '.' where it is transparent.
std::string letters(const Image& image) {
  std::string text;
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    const std::uint8_t* p = image.samples.data() + i * image.channels;
    text += image.channels == 4 && p[3] == 0 ? '.' : p[0] ? 'r' : p[1] ? 'g' : p[2] ? 'b' : 'k';
  }
  return text;
}

std::string frame_of(const File& file, std::uint32_t index) {
  return letters(decode_image(file, {.frame = index}).image);
}

const std::vector<std::uint8_t> kPalette = {0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255};  // k, r, g, b

TEST(GifAnimation, FramesAreDrawnOverEachOther) {
  const File gif = encode_gif(4, 1, kPalette,
                              {{.width = 4, .height = 1, .indices = {1, 1, 1, 1}},
                               {.left = 1, .width = 2, .height = 1, .indices = {2, 3}, .transparent = 3},
                               {.left = 2, .width = 2, .height = 1, .indices = {3, 3}, .disposal = 2},
                               {.left = 0, .width = 1, .height = 1, .indices = {0}, .disposal = 3},
                               {.left = 1, .width = 1, .height = 1, .indices = {3}}});
  EXPECT_EQ(frame_of(gif, 0), "rrrr");
  EXPECT_EQ(frame_of(gif, 1), "rgrr");
  EXPECT_EQ(frame_of(gif, 2), "rgbb");
  EXPECT_EQ(frame_of(gif, 3), "kg..");  // the frame before was cleared
  EXPECT_EQ(frame_of(gif, 4), "rb..");  // and this one taken back
  expect_error(gif, {}, ErrorCode::unsupported, "is an animation of 5 frames; choose one with --frame N (0 to 4)");
  expect_error(gif, {.frame = 5}, ErrorCode::invalid_argument, "has no frame 5: its 5 frames are numbered from 0");
}

TEST(GifAnimation, FrameSmallerThanTheScreen) {
  EXPECT_EQ(
      letters(decode_image(encode_gif(3, 1, kPalette, {{.left = 1, .width = 1, .height = 1, .indices = {1}}})).image),
      ".r.");
}

TEST(WebpAnimation, Frames) {
  std::vector<Image> frames;
  for (std::uint32_t i = 0; i < 3; ++i) {
    Image frame = make_picture(20, 12);
    std::rotate(frame.samples.begin(), frame.samples.begin() + 30 * i, frame.samples.end());
    frames.push_back(frame);
  }
  const File webp = encode_animated_webp(frames);
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(largest_difference(decode_image(webp, {.frame = i}).image, frames[i]), 0U) << i;
  }
  expect_error(webp, {}, ErrorCode::unsupported, "is an animation of 3 frames; choose one with --frame N (0 to 2)");
  expect_error(webp, {.frame = 3}, ErrorCode::invalid_argument, "has no frame 3: its 3 frames are numbered from 0");
}

TEST(JxlAnimation, Frames) {
  Image second = make_picture(20, 12);
  std::reverse(second.samples.begin(), second.samples.end());
  const File jxl = encode_jxl({make_picture(20, 12), second});
  if (jxl.empty()) GTEST_SKIP() << "this build does not read JPEG XL";
  EXPECT_EQ(largest_difference(decode_image(jxl, {.frame = 0}).image, make_picture(20, 12)), 0U);
  EXPECT_EQ(largest_difference(decode_image(jxl, {.frame = 1}).image, second), 0U);
  expect_error(jxl, {}, ErrorCode::unsupported, "is an animation of 2 frames; choose one with --frame N (0 to 1)");
  expect_error(jxl, {.frame = 2}, ErrorCode::invalid_argument, "has no frame 2: its 2 frames are numbered from 0");
}

TEST(TiffPages, AreChosen) {
  const Image picture = make_picture(20, 12);
  const File tiff = encode_tiff(picture, {.pages = 3});
  EXPECT_EQ(largest_difference(decode_image(tiff, {.frame = 2}).image, picture), 0U);
  expect_error(tiff, {}, ErrorCode::unsupported, "is a document of 3 pages; choose one with --frame N (0 to 2)");
  expect_error(tiff, {.frame = 3}, ErrorCode::invalid_argument, "has no page 3: its 3 pages are numbered from 0");
}

TEST(StillPictures, HaveFrameZeroOnly) {
  const Image picture = make_picture(20, 12);
  const std::vector<File> files = {encode_png(picture),  encode_jpeg(picture), encode_webp(picture),
                                   encode_tiff(picture), encode_bmp(picture),  encode_pam(picture)};
  for (const File& file : files) {
    EXPECT_EQ(decode_image(file, {.frame = 0}).image.width, 20U);
    EXPECT_THROW((void)decode_image(file, {.frame = 1}), Error);
  }
}

// APNG: put together here by the letter of the specification, from the zlib streams of PNG files.

void put32(File& to, std::uint32_t value) {
  for (int shift : {24, 16, 8, 0}) to.push_back(static_cast<std::uint8_t>(value >> shift));
}

void put_chunk(File& to, const char* type, const File& data) {
  put32(to, static_cast<std::uint32_t>(data.size()));
  const std::size_t start = to.size();
  to.insert(to.end(), type, type + 4);
  to.insert(to.end(), data.begin(), data.end());
  put32(to, libdeflate_crc32(0, to.data() + start, to.size() - start));
}

struct ApngPart {
  std::string letters;  ///< one row
  std::uint32_t left = 0;
  std::uint8_t dispose = 0;
  std::uint8_t blend = 0;
};

Image from_letters(const std::string& text) {
  Image image;
  image.width = static_cast<std::uint32_t>(text.size());
  image.height = 1;
  image.channels = 4;
  for (char c : text) {
    const auto on = [&](char letter) { return static_cast<std::uint8_t>(c == letter ? 255 : 0); };
    for (std::uint8_t value : {on('r'), on('g'), on('b')}) image.samples.push_back(value);
    image.samples.push_back(c == '.' ? 0 : 255);
  }
  return image;
}

/// The IDAT of the row as a PNG.
File stream_of(const std::string& text) {
  const File png = encode_png(from_letters(text));
  const std::string type = "IDAT";
  const auto at = std::search(png.begin(), png.end(), type.begin(), type.end());
  const auto length = at[-1] + (at[-2] << 8);
  return {at + 4, at + 4 + length};
}

/// `still`: a picture of its own for viewers that know no APNG; else the first part is it.
File make_apng(const std::vector<ApngPart>& parts, const std::string& still = "") {
  const File first = encode_png(from_letters(still.empty() ? parts[0].letters : still));
  File file(first.begin(), first.begin() + 33);  // signature and IHDR
  File control;
  put32(control, static_cast<std::uint32_t>(parts.size()));
  put32(control, 0);
  put_chunk(file, "acTL", control);
  if (!still.empty()) put_chunk(file, "IDAT", stream_of(still));
  std::uint32_t sequence = 0;
  for (const ApngPart& part : parts) {
    File header;
    put32(header, sequence++);
    put32(header, static_cast<std::uint32_t>(part.letters.size()));
    for (std::uint32_t value : {1U, part.left, 0U, 0x00010064U}) put32(header, value);
    header.insert(header.end(), {part.dispose, part.blend});
    put_chunk(file, "fcTL", header);
    if (still.empty() && &part == parts.data()) {
      put_chunk(file, "IDAT", stream_of(part.letters));
      continue;
    }
    File data;
    put32(data, sequence++);
    const File stream = stream_of(part.letters);
    data.insert(data.end(), stream.begin(), stream.end());
    put_chunk(file, "fdAT", data);
  }
  put_chunk(file, "IEND", {});
  return file;
}

TEST(Apng, FramesAreDrawnOverEachOther) {
  const std::vector<ApngPart> parts = {{"rrrr"},
                                       {".g", 1, 0, 1},  // over: transparent leaves what is there
                                       {".b", 0, 1, 0},  // replaced; cleared afterwards
                                       {"kk", 2, 2, 0},  // taken back afterwards
                                       {"b", 0, 0, 1}};
  for (const char* still : {"", "bbbb"}) {
    const File apng = make_apng(parts, still);
    EXPECT_EQ(frame_of(apng, 0), "rrrr");
    EXPECT_EQ(frame_of(apng, 1), "rrgr");
    EXPECT_EQ(frame_of(apng, 2), ".bgr");
    EXPECT_EQ(frame_of(apng, 3), "..kk");
    EXPECT_EQ(frame_of(apng, 4), "b.gr");
    expect_error(apng, {}, ErrorCode::unsupported, "is an animation of 5 frames; choose one with --frame N (0 to 4)");
  }
}

TEST(Apng, OfOneFrameIsAPicture) { EXPECT_EQ(letters(decode_image(make_apng({{"rgb"}})).image), "rgb"); }

TEST(Apng, DamageIsFound) {
  const File good = make_apng({{"rrrr"}, {"gg", 1}});
  for (const char* type : {"fcTL", "fdAT"}) {
    File bad = good;
    const std::string name = type;
    auto at = std::find_end(bad.begin(), bad.end(), name.begin(), name.end());
    at[10] ^= 1;  // the CRC no longer fits
    EXPECT_THROW((void)decode_image(bad, {.frame = 1}), Error) << type;
  }
  EXPECT_THROW((void)decode_image(make_apng({{"rrrr"}, {"gg", 3}}), {.frame = 1}), Error);  // beyond the right edge
}

}  // namespace
}  // namespace kvant::test
