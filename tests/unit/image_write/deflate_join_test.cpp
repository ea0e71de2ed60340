#include "image/deflate_join.hpp"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include <memory>
#include <string>

#include "image/zlib_stream.hpp"
#include "kvant/error.hpp"
#include "unit/image_write/pictures.hpp"

namespace kvant::test {
namespace {

using Text = std::vector<std::uint8_t>;

Text compress(const Text& text, int level) {
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(level), libdeflate_free_compressor);
  Text out(libdeflate_deflate_compress_bound(compressor.get(), text.size()));
  out.resize(libdeflate_deflate_compress(compressor.get(), text.data(), text.size(), out.data(), out.size()));
  return out;
}

/// Texts that become stored, fixed and dynamic blocks, and several of them.
std::vector<Text> texts() {
  Numbers numbers(1);
  std::vector<Text> result = {{}, {42}, Text(1000, 7), {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3}};
  for (const std::uint32_t values : {2u, 5u, 60u, 256u}) {
    for (const std::size_t size : {100u, 5000u, 700000u}) {
      Text text(size);
      for (auto& byte : text) byte = static_cast<std::uint8_t>(numbers.below(values) * numbers.below(2));
      result.push_back(text);
      for (auto& byte : text) byte = static_cast<std::uint8_t>(numbers.below(values));
      result.push_back(text);
    }
  }
  return result;
}

TEST(DeflateJoin, MeasuresWholeStreams) {
  for (const Text& text : texts()) {
    for (const int level : {0, 1, 6, 12}) {
      const Text stream = compress(text, level);
      const DeflateExtent extent = measure_deflate(stream);
      EXPECT_EQ((extent.end + 7) / 8, stream.size());
      EXPECT_LT(extent.last_block, extent.end);
    }
  }
}

TEST(DeflateJoin, JoinedStreamsHoldTheJoinedTexts) {
  Text all;
  Buffer<std::uint8_t> joined;
  const std::vector<Text> parts = texts();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Text stream = compress(parts[i], static_cast<int>(i % 13));
    append_deflate(joined, stream, measure_deflate(stream), i + 1 == parts.size());
    all.insert(all.end(), parts[i].begin(), parts[i].end());
  }
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  Text out(all.size());
  EXPECT_EQ(
      libdeflate_deflate_decompress(decompressor.get(), joined.data(), joined.size(), out.data(), out.size(), nullptr),
      LIBDEFLATE_SUCCESS);
  EXPECT_EQ(out, all);
}

TEST(DeflateJoin, RefusesWhatIsNoStream) {
  const Text stream = compress(texts().back(), 9);
  for (std::size_t size = 0; size < 400; size += 7) {
    EXPECT_THROW((void)measure_deflate(std::span(stream).first(size)), Error);
  }
  Numbers numbers(2);
  for (int i = 0; i < 2000; ++i) {
    Text noise(60);
    for (auto& byte : noise) byte = static_cast<std::uint8_t>(numbers.below(256));
    try {
      EXPECT_LE(measure_deflate(noise).end, 8 * noise.size());
    } catch (const Error&) {
      // most noise is refused; none of it may be read past
    }
  }
}

TEST(ZlibStream, PartsMakeOneStream) {
  for (const std::uint32_t rows : {1u, 100u, 3000u}) {
    const RowSource source{
        .rows = rows, .row_bytes = 1025, .make = [](std::uint32_t first, std::uint32_t last, std::uint8_t* out) {
          for (std::uint32_t y = first; y < last; ++y) {
            for (std::uint32_t x = 0; x < 1025; ++x) {
              *out++ = static_cast<std::uint8_t>(x * y % 251 + x / 64);
            }
          }
        }};
    Text expected(source.bytes());
    source.make(0, rows, expected.data());
    const Buffer<std::uint8_t> stream = zlib_compress(source, 6);
    const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor(
        libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
    Text out(expected.size());
    EXPECT_EQ(
        libdeflate_zlib_decompress(decompressor.get(), stream.data(), stream.size(), out.data(), out.size(), nullptr),
        LIBDEFLATE_SUCCESS);
    EXPECT_EQ(out, expected);
    EXPECT_EQ(estimate_compressed(source, 6, source.bytes()), compress(expected, 6).size());
  }
}

}  // namespace
}  // namespace kvant::test
