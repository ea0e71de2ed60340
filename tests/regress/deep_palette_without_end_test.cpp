// quantize() did not return for 16-bit pictures with colors closer than 8 bits can tell apart: palette entries that no
// color was nearest to were given the same color again and again.
#include <gtest/gtest.h>

#include "kvant/quantize.hpp"
#include "support/sample_pictures.hpp"

namespace kvant {
namespace {

TEST(Regress, DeepPaletteWithoutEnd) {
  const Image image = test::make_picture(test::Scene::gray, 48, 37, 4, 16, 244);
  const QuantizeResult result = quantize(image, {.colors = 300, .space = Space::linear, .effort = 5});
  EXPECT_LE(result.image.palette.size(), 300u);
  for (std::uint64_t count : result.pixel_counts) EXPECT_GT(count, 0u);
}

}  // namespace
}  // namespace kvant
