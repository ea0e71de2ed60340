// Gray AVIF files whose values go from 16 to 235 lost contrast: black came out as 16.
#include <gtest/gtest.h>

#include "regress/pictures.hpp"

namespace kvant {
namespace {

TEST(Regress, GrayAvifOfLimitedRange) {
  if (!can_read(Format::heif)) GTEST_SKIP() << "built without libheif";
  const ReadResult read = test::read_fault("avif-gray-limited.avif");
  EXPECT_TRUE(read.gray);
  EXPECT_EQ(test::pixel_at(read.image, 0, 0), (test::Pixel{0, 0, 0, 255}));
  EXPECT_GE(test::pixel_at(read.image, 31, 15)[0], 250);
}

}  // namespace
}  // namespace kvant
