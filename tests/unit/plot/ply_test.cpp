#include "plot/ply.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <sstream>
#include <string>

namespace kvant {
namespace {

/// A reader of just such files, from the format's description: the header's lines, and each vertex as its bytes.
struct Ply {
  std::vector<std::string> header;
  std::vector<std::uint8_t> body;

  explicit Ply(const std::vector<std::uint8_t>& bytes) {
    std::istringstream stream(std::string(bytes.begin(), bytes.end()));
    for (std::string line; std::getline(stream, line) && line != "end_header";) header.push_back(line);
    body.assign(bytes.begin() + stream.tellg(), bytes.end());
  }
  [[nodiscard]] std::uint32_t word(std::size_t at) const {
    return body[at] | std::uint32_t{body[at + 1]} << 8U | std::uint32_t{body[at + 2]} << 16U |
           std::uint32_t{body[at + 3]} << 24U;
  }
  [[nodiscard]] float real(std::size_t at) const { return std::bit_cast<float>(word(at)); }
};

TEST(Ply, HeaderSaysWhatFollows) {
  const Ply ply(encode_ply({{}, {}}, "a cat\nin two lines"));
  EXPECT_EQ(ply.header,
            (std::vector<std::string>{"ply", "format binary_little_endian 1.0", "comment a cat in two lines",
                                      "element vertex 2", "property float x", "property float y", "property float z",
                                      "property uchar red", "property uchar green", "property uchar blue",
                                      "property uchar alpha", "property uint pixels", "property uint center"}));
  EXPECT_EQ(ply.body.size(), 2U * 24);
}

TEST(Ply, PointsAreReadBack) {
  const PlyPoint first{.position = {0.5F, -1, 255}, .color = {1, 2, 3, 4}, .pixels = 70'000, .center = 258};
  const PlyPoint second{.position = {}, .color = {}, .pixels = std::uint64_t{1} << 40U, .center = 0};
  const Ply ply(encode_ply({first, second}, ""));
  ASSERT_EQ(ply.body.size(), 2U * 24);
  EXPECT_EQ(ply.real(0), 0.5F);
  EXPECT_EQ(ply.real(4), -1.0F);
  EXPECT_EQ(ply.real(8), 255.0F);
  EXPECT_EQ(ply.word(12), 0x04030201U);
  EXPECT_EQ(ply.word(16), 70'000U);
  EXPECT_EQ(ply.word(20), 258U);
  EXPECT_EQ(ply.word(24 + 16), 0xffffffffU) << "as many as the format holds";
}

TEST(Ply, NothingIsAFileToo) {
  const Ply ply(encode_ply({}, ""));
  EXPECT_EQ(ply.header[2], "element vertex 0");
  EXPECT_TRUE(ply.body.empty());
}

}  // namespace
}  // namespace kvant
