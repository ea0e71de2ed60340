// PAM files were read by their number of channels alone, so that inks became light, and white space was not where
// netpbm has it. All of .pbm, .pgm, .ppm and .pam got the same kind of file.
#include <gtest/gtest.h>

#include "regress/pictures.hpp"

namespace kvant {
namespace {

using test::bytes_of;
using test::Pixel;
using test::pixel_at;
using test::read_fault;
using test::refusal;

TEST(Regress, PamInks) {
  const Image image = read_fault("pam-cmyk.pam").image;
  EXPECT_EQ(image.channels, 3u);
  EXPECT_EQ(pixel_at(image, 0, 0), (Pixel{207, 194, 181, 255}));
  EXPECT_EQ(pixel_at(image, 1, 1), (Pixel{4, 3, 2, 255}));
  const Image with_alpha = decode_image(bytes_of("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 5\nMAXVAL 255\nTUPLTYPE CMYK_ALPHA\n"
                                                 "ENDHDR\n" +
                                                 std::string("\0\0\xff\0\x40", 5)))
                               .image;
  EXPECT_EQ(pixel_at(with_alpha, 0, 0), (Pixel{255, 255, 0, 64}));
}

TEST(Regress, PamOfUnknownTuples) {
  const std::string start = "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 3\nMAXVAL 255\n";
  EXPECT_EQ(refusal(bytes_of(start + "TUPLTYPE LAB\nENDHDR\nabc")),
            "is a PAM of a kind that kvant does not read (TUPLTYPE LAB)");
  EXPECT_EQ(refusal(bytes_of(start + "TUPLTYPE MY\nTUPLTYPE COLORS\nENDHDR\nabc")),
            "is a PAM of a kind that kvant does not read (TUPLTYPE MY COLORS)");
  EXPECT_NE(refusal(bytes_of(start + "TUPLTYPE GRAYSCALE\nENDHDR\nabc")), "");
  EXPECT_EQ(refusal(bytes_of(start + "ENDHDR\nabc")), "");
}

TEST(Regress, PnmWhiteSpaceAndComments) {
  EXPECT_EQ(pixel_at(read_fault("ppm-comment-ends-in-cr.ppm").image, 1, 0), (Pixel{12, 16, 20, 255}));
  const Pixel abc = {'a', 'b', 'c', 255};
  for (const char* file : {"P6 1 1 255#note\nabc", "P6#a\r#b\n1#c\n1\t255 abc", "P6\r\n1 1\r\n255\nabc"}) {
    EXPECT_EQ(pixel_at(decode_image(bytes_of(file)).image, 0, 0), abc) << file;
  }
  const Image pam = decode_image(bytes_of("P7\r\n# one\n#two\n  WIDTH 1 \r\n\n"
                                          "HEIGHT\t1\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\r\n ENDHDR \r\nabc"))
                        .image;
  EXPECT_EQ(pixel_at(pam, 0, 0), abc);
}

TEST(Regress, PnmRowsMissing) {
  const std::vector<std::uint8_t> bytes = bytes_of("P5 2 4 255\nabcde");
  EXPECT_EQ(refusal(bytes), "ends early: the rest of the PNM is missing");
  const ReadResult read = test::decode_leniently(bytes);
  EXPECT_EQ(read.warning, "the last 2 of 4 rows are missing, drawn gray");
  EXPECT_EQ(pixel_at(read.image, 1, 1), (Pixel{'d', 'd', 'd', 255}));
}

IndexedImage two_pixels(Color first, Color second) {
  return {.width = 2, .height = 1, .palette = {first, second}, .indices = Buffer<std::uint8_t>{0, 1}};
}

TEST(Regress, PnmKindByExtension) {
  const auto start = [](const IndexedImage& image, const char* name) {
    const auto bytes = encode_image(image, Format::pnm, {.pnm = pnm_kind_of_extension(name)});
    return std::string(bytes.begin(), bytes.begin() + 2);
  };
  const IndexedImage bits = two_pixels({0, 0, 0}, {255, 255, 255});
  EXPECT_EQ(start(bits, "a.pbm"), "P4");
  EXPECT_EQ(start(bits, "a.PGM"), "P5");
  EXPECT_EQ(start(bits, "a.ppm"), "P6");
  EXPECT_EQ(start(bits, "a.pam"), "P7");
  EXPECT_EQ(start(bits, "a.pnm"), "P5");
  const auto packed = encode_image(bits, Format::pnm, {.pnm = PnmKind::pbm});
  EXPECT_EQ(packed.back(), 0x80);
  EXPECT_EQ(pixel_at(decode_image(packed).image, 1, 0), (Pixel{255, 255, 255, 255}));
  for (PnmKind kind : {PnmKind::pgm, PnmKind::ppm, PnmKind::pam}) {
    EXPECT_EQ(pixel_at(decode_image(encode_image(bits, Format::pnm, {.pnm = kind})).image, 1, 0),
              (Pixel{255, 255, 255, 255}));
  }
  const IndexedImage colors = two_pixels({1, 2, 3}, {255, 255, 255});
  EXPECT_THROW((void)start(colors, "a.pbm"), Error);
  EXPECT_THROW((void)start(colors, "a.pgm"), Error);
  EXPECT_THROW((void)start(two_pixels({1, 1, 1, 0}, {2, 2, 2}), "a.ppm"), Error);
  EXPECT_EQ(start(two_pixels({1, 1, 1, 0}, {2, 2, 2}), "a.pnm"), "P7");
}

TEST(Regress, PnmThumbnailOfXv) {
  EXPECT_EQ(refusal(bytes_of("P7 332\n#END_OF_COMMENTS\n2 1 255\nab")),
            "is a thumbnail of the program xv (\"P7 332\"), which kvant does not read");
}

}  // namespace
}  // namespace kvant
