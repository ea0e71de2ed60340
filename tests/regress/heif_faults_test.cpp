// AVIF and HEIC that took memory, or time without end, for what their pictures' size does not say, or were drawn though
// pixels were missing.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "kvant/error.hpp"
#include "kvant/io.hpp"
#include "support/corpus.hpp"
#include "support/heif_file.hpp"
#include "support/refusal.hpp"

namespace kvant {
namespace {

using File = std::vector<std::uint8_t>;
using test::expect_error;
using test::expect_refusal;
using test::HeifFile;
using test::HeifItem;
using test::HeifWriter;

constexpr std::uint64_t kPixels = 3072;  // of the sound pictures, 64 x 48
constexpr std::uint32_t kSide = 60000;
const std::string kHuge = "claims 60000 x 60000 pixels, more than --max-pixels 268435456";

/// Bits, the highest of each byte first.
class Bits {
 public:
  Bits& put(std::uint64_t value, int count) {
    for (int i = count - 1; i >= 0; --i) {
      if (used_ % 8 == 0) bytes_.push_back(0);
      if (i < 64 && (value >> i & 1) != 0)
        bytes_.back() = static_cast<std::uint8_t>(bytes_.back() | 0x80U >> used_ % 8);
      ++used_;
    }
    return *this;
  }
  Bits& exp_golomb(std::uint64_t value) {
    int more = 0;
    while ((value + 1) >> (more + 1) != 0) ++more;
    return put(0, more).put(value + 1, more + 1);
  }
  [[nodiscard]] File bytes() const { return bytes_; }

 private:
  File bytes_;
  int used_ = 0;
};

File obu(int type, const File& data) {
  return HeifWriter::join({{static_cast<std::uint8_t>(type << 3 | 2), static_cast<std::uint8_t>(data.size())}, data});
}

constexpr int kSequenceHeader = 1;
constexpr int kFrameHeader = 3;

/// Of a still picture.
File av1_sequence(std::uint32_t width, std::uint32_t height) {
  Bits bits;
  bits.put(0, 3).put(3, 2).put(0, 5);
  bits.put(15, 4).put(15, 4).put(width - 1, 16).put(height - 1, 16).put(0, 32);
  return obu(kSequenceHeader, bits.bytes());
}

/// With all that can stand before the size of its frames: times, delays, two operating points, numbers.
File av1_long_sequence(std::uint32_t width, std::uint32_t height) {
  Bits bits;
  bits.put(0, 5);
  bits.put(1, 1).put(1, 32).put(1, 32).put(0, 1);           // timing
  bits.put(1, 1).put(9, 5).put(1, 32).put(3, 5).put(4, 5);  // a decoder model: delays of 10 bits, times of 5
  bits.put(1, 1).put(1, 5);
  for (const int level : {8, 3}) {
    bits.put(0, 12).put(static_cast<std::uint64_t>(level), 5);
    if (level > 7) bits.put(0, 1);
    bits.put(1, 1).put(0, 10 + 10 + 1);
    bits.put(1, 1).put(0, 4);
  }
  bits.put(15, 4).put(15, 4).put(width - 1, 16).put(height - 1, 16);
  bits.put(1, 1).put(3, 4).put(2, 3);  // numbers of 8 bits
  bits.put(0, 3 + 4).put(1, 1).put(0, 2);
  bits.put(1, 1).put(1, 1).put(0, 32);
  return obu(kSequenceHeader, bits.bytes());
}

/// A frame of av1_long_sequence().
File av1_frame(bool own_size) {
  Bits bits;
  bits.put(0, 1).put(0, 2).put(1, 1).put(0, 5);  // a key frame, shown at time 0
  bits.put(0, 1).put(1, 1).put(0, 1).put(0, 8);
  bits.put(own_size ? 1 : 0, 1).put(0, 64);
  return obu(kFrameHeader, bits.bytes());
}

/// With the 3 that keeps zeros from looking like a start code.
File sequence_parameter_set(std::uint32_t width, std::uint32_t height, std::uint64_t more_layers = 0, int layer = 0) {
  Bits bits;
  bits.put(0, 4).put(more_layers, 3).put(1, 1).put(0, 96);
  for (std::uint64_t i = 0; i < more_layers; ++i) bits.put(3, 2);
  if (more_layers > 0) bits.put(0, static_cast<int>(16 - 2 * more_layers));
  for (std::uint64_t i = 0; i < more_layers; ++i) bits.put(0, 96);
  bits.exp_golomb(0).exp_golomb(3).put(0, 1).exp_golomb(width).exp_golomb(height).put(~std::uint64_t{0}, 32);
  File unit = {33 << 1, static_cast<std::uint8_t>(layer << 3 | 1)};
  int zeros = 0;
  for (const std::uint8_t byte : bits.bytes()) {
    if (zeros == 2 && byte <= 3) {
      unit.push_back(3);
      zeros = 0;
    }
    unit.push_back(byte);
    zeros = byte == 0 ? zeros + 1 : 0;
  }
  return unit;
}

File hvcc(const File& unit) {
  return HeifWriter::box("hvcC", {{1}, File(21), {1, 33, 0, 1}, HeifWriter::number(unit.size(), 2), unit});
}

const File kAv1c = HeifWriter::box("av1C", {{0x81, 0, 0, 0}});

File grid(std::uint32_t width, std::uint32_t height) {
  return HeifWriter::join({{0, 1, 0, 0}, HeifWriter::number(width, 4), HeifWriter::number(height, 4)});
}

/// Of one picture, at the upper left.
File overlay(std::uint32_t width, std::uint32_t height, std::size_t size = 4) {
  const int bytes = static_cast<int>(size);
  return HeifWriter::join({{0, static_cast<std::uint8_t>(size == 4 ? 1 : 0)},
                           File(8),
                           HeifWriter::number(width, bytes),
                           HeifWriter::number(height, bytes),
                           File(2 * size)});
}

/// A derived picture of one tile, which is sound.
File derived(const std::string& type, const File& data, std::uint32_t width = 64, std::uint32_t height = 48) {
  const test::SoundAvif sound;
  return HeifWriter::write(
      {.items = {{type, data, {1}}, {"av01", sound.data, {2, 3}}},
       .properties = {HeifWriter::ispe(width, height), HeifWriter::ispe(64, 48), sound.configuration},
       .references = {{"dimg", 1, {2}}}});
}

/// A picture that says of itself that it has 8 x 8 pixels.
File coded(const std::string& type, const File& data, const File& configuration) {
  return HeifWriter::write({.items = {{type, data, {1, 2}}}, .properties = {HeifWriter::ispe(8, 8), configuration}});
}

File alpha_type() {
  return HeifWriter::box("auxC", {File(4), HeifWriter::text("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"), {0}});
}

void expect_limit(const File& file) { expect_refusal(file, ErrorCode::limit, kHuge); }

#define SKIP_WITHOUT_HEIF() \
  if (!can_read(Format::heif)) GTEST_SKIP() << "built without libheif"

TEST(HeifFaults, SoundOnesAreRead) {
  SKIP_WITHOUT_HEIF();
  const Image whole = decode_image(test::SoundAvif().file).image;
  for (const File& file : {derived("grid", grid(64, 48)), derived("iovl", overlay(64, 48)),
                           derived("iovl", overlay(64, 48, 2)), derived("iden", {})}) {
    const Image image = decode_image(file, {.max_pixels = kPixels}).image;
    EXPECT_EQ(image.width, 64U);
    EXPECT_EQ(image.height, 48U);
    EXPECT_TRUE(image.samples == whole.samples);
    expect_refusal(file, ErrorCode::limit, "claims 64 x 48 pixels, more than --max-pixels 3071",
                   {.max_pixels = kPixels - 1});
  }
  // Its tile has 64 x 64 pixels.
  const File heic = read_file(test::source_dir() / "tests/unit/image_read/data/picture-3-8.heic");
  EXPECT_EQ(decode_image(heic, {.max_pixels = kPixels}).image.height, 48U);
}

TEST(HeifFaults, CanvasLargerThanThePicture) {
  SKIP_WITHOUT_HEIF();
  expect_limit(derived("grid", grid(kSide, kSide), 8, 8));
  expect_limit(derived("iovl", overlay(kSide, kSide), 8, 8));
  expect_limit(derived("iovl", overlay(kSide, kSide, 2), 8, 8));
  // libheif would count the bytes of its planes in 32 bits.
  expect_refusal(derived("grid", grid(kSide, kSide), 8, 8), ErrorCode::limit,
                 "claims 60000 x 60000 pixels, more than the 268435456 that AVIF and HEIC can have here",
                 {.max_pixels = std::uint64_t{1} << 40});
}

TEST(HeifFaults, FrameLargerThanThePicture) {
  SKIP_WITHOUT_HEIF();
  expect_limit(coded("av01", av1_sequence(kSide, kSide), kAv1c));
  expect_limit(coded("av01", av1_long_sequence(kSide, kSide), kAv1c));
  expect_limit(coded("av01", {}, HeifWriter::box("av1C", {{0x81, 0, 0, 0}, av1_sequence(kSide, kSide)})));
  expect_refusal(coded("av01", HeifWriter::join({av1_long_sequence(8, 8), av1_frame(true)}), kAv1c), ErrorCode::limit,
                 "claims 65536 x 65536 pixels, more than --max-pixels 268435456");
  const File small = coded("av01", HeifWriter::join({av1_long_sequence(8, 8), av1_frame(false)}), kAv1c);
  expect_error([&] { (void)decode_image(small); }, ErrorCode::corrupt, "is a damaged");
  for (const std::uint64_t layers : {0U, 6U}) {
    const File unit = sequence_parameter_set(kSide, kSide, layers);
    expect_limit(coded("hvc1", HeifWriter::join({HeifWriter::number(unit.size(), 4), unit}), hvcc({0, 0})));
    expect_limit(coded("hvc1", {}, hvcc(unit)));
  }
  const File second_view = coded("hvc1", {}, hvcc(sequence_parameter_set(kSide, kSide, 0, 1)));
  expect_error([&] { (void)decode_image(second_view); }, ErrorCode::corrupt, "is a damaged");
}

TEST(HeifFaults, HugeAlphaOrTile) {
  SKIP_WITHOUT_HEIF();
  const test::SoundAvif sound;
  const std::vector<HeifItem> items = {{"av01", sound.data, {1, 2}}, {"av01", av1_sequence(kSide, kSide), {1, 2, 3}}};
  const std::vector<File> properties = {HeifWriter::ispe(64, 48), sound.configuration, alpha_type()};
  expect_limit(HeifWriter::write({.items = items, .properties = properties, .references = {{"auxl", 2, {1}}}}));
  std::vector<HeifItem> tiled = items;
  tiled[0] = {"grid", grid(64, 48), {1}};
  expect_limit(HeifWriter::write({.items = tiled, .properties = properties, .references = {{"dimg", 1, {2}}}}));
}

TEST(HeifFaults, MadeOfEachOther) {
  SKIP_WITHOUT_HEIF();
  const std::string message = "is a kind of HEIF that is not read here: made of pictures in more than 4 steps";
  for (const char* type : {"grid", "iovl", "iden"}) {
    const File data = type == std::string("grid") ? grid(8, 8) : overlay(8, 8);
    const File pair = HeifWriter::write({.items = {{type, data, {1}}, {type, data, {1}}},
                                         .properties = {HeifWriter::ispe(8, 8)},
                                         .references = {{"dimg", 1, {2}}, {"dimg", 2, {1}}}});
    expect_refusal(pair, ErrorCode::unsupported, message);
  }
  const test::SoundAvif sound;
  std::vector<HeifItem> chain(6, {"iden", {}, {1}});
  std::vector<test::HeifReference> references;
  for (std::uint16_t i = 1; i < 6; ++i) references.push_back({"dimg", i, {static_cast<std::uint16_t>(i + 1)}});
  chain[5] = {"av01", sound.data, {1, 2}};
  const std::vector<File> properties = {HeifWriter::ispe(64, 48), sound.configuration};
  expect_refusal(HeifWriter::write({.items = chain, .properties = properties, .references = references}),
                 ErrorCode::unsupported, message);
  chain.erase(chain.begin());
  references.pop_back();
  const File shorter = HeifWriter::write({.items = chain, .properties = properties, .references = references});
  EXPECT_TRUE(decode_image(shorter).image.samples == decode_image(sound.file).image.samples);
}

// libheif aborted.
TEST(HeifFaults, PartsThatAreNone) {
  SKIP_WITHOUT_HEIF();
  const test::SoundAvif sound;
  for (const char* type : {"av00", "mime"}) {
    const File file = HeifWriter::write({.items = {{"iden", {}, {1}}, {type, sound.data, {1, 2}}},
                                         .properties = {HeifWriter::ispe(64, 48), sound.configuration},
                                         .references = {{"dimg", 1, {2}}}});
    expect_refusal(file, ErrorCode::corrupt, "is a damaged HEIF: a part of its picture is none");
  }
}

TEST(HeifFaults, AlphaOfThePictureAndOfItsParts) {
  SKIP_WITHOUT_HEIF();
  const test::SoundAvif sound;
  const std::vector<HeifItem> items = {{"iden", {}, {1}},
                                       {"av01", sound.data, {1, 2}},
                                       {"av01", sound.data, {1, 2, 3}},
                                       {"av01", sound.data, {1, 2, 3}}};
  const std::vector<File> properties = {HeifWriter::ispe(64, 48), sound.configuration, alpha_type()};
  for (const bool both : {true, false}) {
    const std::uint16_t other = both ? 1 : 2;
    const HeifFile file = {.items = items,
                           .properties = properties,
                           .references = {{"dimg", 1, {2}}, {"auxl", 3, {2}}, {"auxl", 4, {other}}}};
    if (both) {
      expect_refusal(HeifWriter::write(file), ErrorCode::unsupported,
                     "is a kind of HEIF that is not read here: with alpha in its parts, too");
    } else {
      EXPECT_NO_THROW((void)decode_image(HeifWriter::write(file)));
    }
  }
}

// libheif drew the rest black.
TEST(HeifFaults, TilesThatDoNotCoverTheirPicture) {
  SKIP_WITHOUT_HEIF();
  const std::string message = "is a damaged HEIF: the tiles of its grid do not cover it";
  EXPECT_EQ(decode_image(derived("grid", grid(63, 47), 63, 47)).image.width, 63U);
  expect_refusal(derived("grid", grid(65, 48), 65, 48), ErrorCode::corrupt, message);
  expect_refusal(derived("grid", grid(64, 49), 64, 49), ErrorCode::corrupt, message);
  const test::SoundAvif sound;
  const std::vector<File> properties = {HeifWriter::ispe(128, 48), HeifWriter::ispe(64, 48), sound.configuration};
  const auto pair = [&](std::uint32_t width, std::uint32_t height) {
    File two = grid(width, height);
    two[3] = 1;  // columns, less one
    return HeifWriter::write({.items = {{"grid", two, {1}}, {"av01", sound.data, {2, 3}}, {"av01", sound.data, {2, 3}}},
                              .properties = properties,
                              .references = {{"dimg", 1, {2, 3}}}});
  };
  EXPECT_EQ(decode_image(pair(128, 48)).image.width, 128U);
  expect_refusal(pair(129, 48), ErrorCode::corrupt, message);
  expect_refusal(pair(128, 49), ErrorCode::corrupt, message);
  const File turned =
      HeifWriter::write({.items = {{"iden", {}, {1}}, {"grid", grid(64, 49), {1}}, {"av01", sound.data, {2, 3}}},
                         .properties = {HeifWriter::ispe(64, 49), HeifWriter::ispe(64, 48), sound.configuration},
                         .references = {{"dimg", 1, {2}}, {"dimg", 2, {3}}}});
  expect_refusal(turned, ErrorCode::corrupt, message);
}

// libheif left it out.
TEST(HeifFaults, AlphaOfAnotherSize) {
  SKIP_WITHOUT_HEIF();
  const test::SoundAvif sound;
  const auto with_alpha = [&](std::uint32_t width, std::uint32_t height, const File& type) {
    return HeifWriter::write(
        {.items = {{"av01", sound.data, {1, 2}}, {"av01", sound.data, {3, 2, 4}}},
         .properties = {HeifWriter::ispe(64, 48), sound.configuration, HeifWriter::ispe(width, height), type},
         .references = {{"auxl", 2, {1}}}});
  };
  EXPECT_NO_THROW((void)decode_image(with_alpha(64, 48, alpha_type())));
  for (const auto& [width, height] : {std::pair{32U, 24U}, std::pair{64U, 47U}, std::pair{128U, 96U}}) {
    expect_refusal(with_alpha(width, height, alpha_type()), ErrorCode::unsupported,
                   "is a kind of HEIF that is not read here: its alpha has another size than its colors");
  }
  // Depth may have one.
  const File depth =
      HeifWriter::box("auxC", {File(4), HeifWriter::text("urn:mpeg:mpegB:cicp:systems:auxiliary:depth"), {0}});
  EXPECT_NO_THROW((void)decode_image(with_alpha(32, 24, depth)));
}

/// A sound picture with metadata.
File with_metadata(const std::vector<HeifItem>& metadata) {
  const test::SoundAvif sound;
  HeifFile file = {.items = {{"av01", sound.data, {1, 2}}},
                   .properties = {HeifWriter::ispe(64, 48), sound.configuration}};
  for (const HeifItem& item : metadata) {
    file.items.push_back(item);
    file.references.push_back({"cdsc", static_cast<std::uint16_t>(file.items.size()), {1}});
  }
  return HeifWriter::write(file);
}

TEST(HeifFaults, TheSameBytesAgainAndAgain) {
  SKIP_WITHOUT_HEIF();
  HeifItem item = {.type = "Exif", .data = File(1 << 20), .copies = 32};
  EXPECT_NO_THROW((void)decode_image(with_metadata({item})));
  expect_refusal(with_metadata(std::vector<HeifItem>(4, item)), ErrorCode::limit,
                 "claims items of more than 64 MiB above the bytes that it has");
  item.copies = 33;
  expect_refusal(with_metadata({item}), ErrorCode::corrupt, "is a damaged HEIF: an item is in too many pieces");
}

TEST(HeifFaults, MetadataWithoutEnd) {
  SKIP_WITHOUT_HEIF();
  // "kvant" by zlib.
  const File whole = {0x78, 0x9c, 0xcb, 0x2e, 0x4b, 0xcc, 0x2b, 0x01, 0x00, 0x06, 0x67, 0x02, 0x25};
  const auto metadata = [](const File& data) {
    return with_metadata({{.type = "mime", .data = data, .encoding = "deflate"}});
  };
  EXPECT_NO_THROW((void)decode_image(metadata(whole)));
  expect_refusal(metadata(File(whole.begin(), whole.end() - 5)), ErrorCode::corrupt,
                 "is a damaged HEIF: its metadata cannot be inflated, or to more than 64 MiB");
}

TEST(HeifFaults, TwoOfOneBox) {
  SKIP_WITHOUT_HEIF();
  const File file = derived("grid", grid(64, 48));
  File twice = file;
  const std::size_t ftyp = twice[3];
  twice.insert(twice.end(), file.begin() + static_cast<std::ptrdiff_t>(ftyp), file.end());
  expect_refusal(twice, ErrorCode::corrupt, "is a damaged HEIF: it has a box twice of which there can be only one");
}

TEST(HeifFaults, CutBeforeItsMetadataEnds) {
  SKIP_WITHOUT_HEIF();
  const File whole = read_file(test::source_dir() / "tests/regress/data/avif-gray-limited.avif");
  for (const std::ptrdiff_t size : {20, 100}) {  // in ftyp and in meta
    expect_refusal(File(whole.begin(), whole.begin() + size), ErrorCode::corrupt,
                   "ends early: the rest of the HEIF is missing");
  }
}

}  // namespace
}  // namespace kvant
