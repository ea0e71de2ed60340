// The table of picture formats.
#include <gtest/gtest.h>

#include <set>

#include "image/formats.hpp"
#include "image/picture_codec.hpp"

namespace kvant {
namespace {

TEST(Formats, HaveARowEach) {
  const auto all = formats_that([](const PictureCodec&) { return true; });
  ASSERT_EQ(all.size(), picture_codecs().size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i], static_cast<Format>(i));
    EXPECT_EQ(picture_codec(all[i]).format, all[i]);
  }
  EXPECT_EQ(all.back(), Format::jxl) << "a format without a row";
}

TEST(Formats, AreToldByNames) {
  std::set<std::string_view> words;
  for (const PictureCodec& codec : picture_codecs()) {
    EXPECT_TRUE(words.insert(codec.word).second) << codec.word;
    EXPECT_FALSE(codec.extensions.front().empty()) << codec.name;
    for (const std::string_view extension : codec.extensions) {
      if (extension.empty()) continue;
      EXPECT_EQ(format_of_extension("a" + std::string(extension)), codec.format) << extension;
    }
  }
  EXPECT_EQ(format_of_extension("a"), std::nullopt);
  EXPECT_EQ(format_of_extension("a.txt"), std::nullopt);
}

TEST(Formats, ThatKeepAPaletteOrHoldAnimationsAreWritten) {
  for (const PictureCodec& codec : picture_codecs()) {
    const bool more = codec.kept_palette || codec.animate != nullptr || codec.encode_lossy != nullptr;
    EXPECT_TRUE(codec.encode != nullptr || !more) << codec.name;
  }
}

TEST(Formats, AreListedInWords) {
  EXPECT_EQ(either_of(std::vector<std::string_view>{}), "");
  EXPECT_EQ(either_of(std::vector<std::string_view>{"PNG"}), "PNG");
  EXPECT_EQ(either_of(std::vector{Format::png, Format::gif}), "PNG or GIF");
  EXPECT_EQ(either_of(std::vector{Format::png, Format::gif, Format::tiff}), "PNG, GIF or TIFF");
}

}  // namespace
}  // namespace kvant
