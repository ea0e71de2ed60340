#include <gtest/gtest.h>

#include <string>

#include "kvant/io.hpp"
#include "unit/image_write/pictures.hpp"
#include "unit/image_write/reference_decoders.hpp"

namespace kvant::test {
namespace {

TEST(Labels, PngHoldsTheIndicesThemselves) {
  for (const std::uint32_t colors : {1u, 2u, 16u, 256u, 257u, 65536u}) {
    const IndexedImage image = make_picture(301, 219, colors);
    const std::vector<std::uint16_t> values = decode_gray_png(encode_labels_png(image));
    ASSERT_EQ(values.size(), image.pixels());
    for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i], index_at(image, i)) << "pixel " << i;
  }
}

TEST(Labels, PngKeepsUnusedColorsNumbers) {
  IndexedImage image = make_picture(2, 1, 3);
  image.indices = Buffer<std::uint8_t>{2, 2};
  EXPECT_EQ(decode_gray_png(encode_labels_png(image)), (std::vector<std::uint16_t>{2, 2}));
}

TEST(Labels, NpyIsAsNumpyWritesIt) {
  const IndexedImage narrow = make_picture(7, 5, 4);
  const std::vector<std::uint8_t> bytes = encode_labels_npy(narrow);
  const std::string start(bytes.begin(), bytes.begin() + 128);
  const std::string fields = "{'descr': '|u1', 'fortran_order': False, 'shape': (5, 7), }";
  EXPECT_EQ(start,
            std::string("\x93NUMPY\x01\x00\x76\x00", 10) + fields + std::string(117 - fields.size(), ' ') + "\n");
  ASSERT_EQ(bytes.size(), 128 + narrow.pixels());
  for (std::size_t i = 0; i < narrow.pixels(); ++i) EXPECT_EQ(bytes[128 + i], index_at(narrow, i));

  const IndexedImage wide = make_picture(70, 50, 1000);
  const std::vector<std::uint8_t> wide_bytes = encode_labels_npy(wide);
  ASSERT_EQ(wide_bytes.size(), 128 + 2 * wide.pixels());
  EXPECT_NE(std::string(wide_bytes.begin(), wide_bytes.begin() + 128).find("'<u2'"), std::string::npos);
  for (std::size_t i = 0; i < wide.pixels(); ++i) {
    EXPECT_EQ(wide_bytes[128 + 2 * i] | wide_bytes[129 + 2 * i] << 8, static_cast<int>(index_at(wide, i)));
  }
}

TEST(Labels, NpyHeaderIsAlignedForAnyNumberOfDigits) {
  for (const std::uint32_t width : {1u, 99u, 1234u, 54321u, 1234567u}) {
    const std::vector<std::uint8_t> bytes = encode_labels_npy(make_picture(width, 1, 2));
    const std::size_t header = 10u + bytes[8] + 256u * bytes[9];
    EXPECT_EQ(header % 64, 0u);
    EXPECT_EQ(bytes.size(), header + width);
    EXPECT_EQ(bytes[header - 1], '\n');
  }
}

}  // namespace
}  // namespace kvant::test
