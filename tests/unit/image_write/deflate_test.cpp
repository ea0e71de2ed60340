#include "image/deflate.hpp"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>

#include "image/huffman_code.hpp"
#include "image/zlib_stream.hpp"
#include "unit/image_write/pictures.hpp"

namespace kvant::test {
namespace {

using Text = std::vector<std::uint8_t>;

Text inflate(const Buffer<std::uint8_t>& stream, std::size_t size) {
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  Text out(size);
  EXPECT_EQ(
      libdeflate_deflate_decompress(decompressor.get(), stream.data(), stream.size(), out.data(), out.size(), nullptr),
      LIBDEFLATE_SUCCESS);
  return out;
}

std::size_t libdeflate_size(const Text& text, int level) {
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(level), libdeflate_free_compressor);
  Text out(libdeflate_zlib_compress_bound(compressor.get(), text.size()));
  return libdeflate_zlib_compress(compressor.get(), text.data(), text.size(), out.data(), out.size());
}

/// From one byte to some segments, from noise to one value.
std::vector<Text> texts() {
  Numbers numbers(1);
  std::vector<Text> result = {{42}, Text(1000, 7), Text(600000, 0), {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3}};
  for (const std::uint32_t values : {2u, 5u, 60u, 256u}) {
    for (const std::size_t size : {2u, 7u, 8u, 9u, 100u, 5000u, 300000u}) {
      Text text(size);
      for (auto& byte : text) byte = static_cast<std::uint8_t>(numbers.below(values) * numbers.below(2));
      result.push_back(text);
      for (auto& byte : text) byte = static_cast<std::uint8_t>(numbers.below(values));
      result.push_back(text);
    }
  }
  // The same again and again, a little farther than a stream may refer to, and a little less far.
  for (const std::size_t period : {kDeflateWindow - 1, kDeflateWindow, kDeflateWindow + 1}) {
    Text text(3 * period);
    for (std::size_t i = 0; i < period; ++i) text[i] = static_cast<std::uint8_t>(numbers.below(256));
    for (std::size_t i = period; i < text.size(); ++i) text[i] = text[i - period];
    result.push_back(text);
  }
  return result;
}

std::vector<DeflateEffort> efforts() { return {{{1, 4}, 0}, {{1, 32}, 1}, {{4, 64}, 1}, {{64, 258}, 3}}; }

TEST(Deflate, RoundTrip) {
  for (const Text& text : texts()) {
    for (const DeflateEffort& effort : efforts()) {
      ASSERT_EQ(inflate(deflate(text, 0, {}, effort, true), text.size()), text)
          << text.size() << " bytes, depth " << effort.matches.depth;
    }
  }
}

/// Rows of few values, much as the row before has them, else flat for up to `most` bytes: places share search trees
/// with many that go on alike.
Text rows_alike(std::uint32_t values, std::uint32_t most, Numbers& numbers) {
  constexpr std::size_t row = 700;
  Text text;
  while (text.size() < 300000) {
    const std::size_t length = 1 + numbers.below(most);
    if (text.size() < row || numbers.below(4) == 0) {
      text.insert(text.end(), length, static_cast<std::uint8_t>(numbers.below(values)));
    } else {
      for (std::size_t i = 0; i < length; ++i) text.push_back(text[text.size() - row]);
    }
  }
  return text;
}

TEST(Deflate, RoundTripOfRowsThatAreAlike) {
  Numbers numbers(8);
  const std::vector<DeflateEffort> efforts = {
      {{4, 32}, 1}, {{24, 128}, 2}, {{48, 16}, 1}, {{48, 32}, 1}, {{64, 64, 16}, 1}};
  for (const std::uint32_t values : {2u, 4u, 16u}) {
    for (const std::uint32_t most : {8u, 20u, 40u}) {
      const Text text = rows_alike(values, most, numbers);
      for (const DeflateEffort& effort : efforts) {
        ASSERT_EQ(inflate(deflate(text, 0, {}, effort, true), text.size()), text)
            << values << " values, flat for up to " << most << " bytes, depth " << effort.matches.depth << ", good "
            << effort.matches.good;
      }
    }
  }
}

TEST(Deflate, PartsInARowAreOneStream) {
  Numbers numbers(3);
  for (const Text& text : texts()) {
    if (text.size() < 4) continue;
    for (const DeflateEffort& effort : efforts()) {
      const std::size_t border = 1 + numbers.below(static_cast<std::uint32_t>(text.size() - 1));
      const std::size_t window = std::min<std::size_t>(border, kDeflateWindow);
      Buffer<std::uint8_t> joined = deflate(std::span(text).first(border), 0, {}, effort, false);
      const Buffer<std::uint8_t> rest = deflate(std::span(text).subspan(border - window), window, {}, effort, true);
      joined.insert(joined.end(), rest.begin(), rest.end());
      ASSERT_EQ(inflate(joined, text.size()), text) << text.size() << " bytes, border " << border;
    }
  }
}

TEST(Deflate, RefersToTheWindow) {
  Numbers numbers(4);
  Text text(2000);
  for (auto& byte : text) byte = static_cast<std::uint8_t>(numbers.below(256));
  text.insert(text.end(), text.begin(), text.begin() + 1000);
  EXPECT_GT(deflate(std::span(text).subspan(2000), 0, {}, {{8, 258}, 2}, true).size(), 1000U);
  EXPECT_LT(deflate(text, 2000, {}, {{8, 258}, 2}, true).size(), 100U);
}

TEST(Deflate, MatchesOfAGridBeginWithItsPixels) {
  constexpr std::size_t row_bytes = 1 + 3 * 50;
  Numbers numbers(5);
  Text text(row_bytes * 40);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % row_bytes == 0) {
      text[i] = 0;
    } else if ((i % row_bytes - 1) % 3 == 0) {
      // One of eight colors.
      const std::size_t color = numbers.below(8);
      for (std::size_t channel = 0; channel < 3; ++channel) {
        text[i + channel] = static_cast<std::uint8_t>(color * 31 + channel * 101);
      }
    }
  }
  const DeflateEffort effort{{16, 258}, 2};
  const Buffer<std::uint8_t> everywhere = deflate(text, 0, {}, effort, true);
  for (const std::size_t first : {std::size_t{0}, std::size_t{1}, std::size_t{50}, row_bytes - 1}) {
    const Text rest(text.begin() + static_cast<std::ptrdiff_t>(first), text.end());
    const PixelGrid grid{.row_bytes = row_bytes, .pixel_bytes = 3, .column = first};
    const Buffer<std::uint8_t> stream = deflate(rest, 0, grid, effort, true);
    EXPECT_EQ(inflate(stream, rest.size()), rest) << first;
    EXPECT_LT(static_cast<double>(stream.size()), 1.05 * static_cast<double>(everywhere.size())) << first;
  }
}

TEST(Deflate, IsAboutAsSmallAsLibdeflateAtItsBest) {
  Numbers numbers(6);
  for (const std::uint32_t values : {3u, 16u, 200u}) {
    Text text(150000);
    for (std::size_t i = 0; i < text.size(); ++i) {
      // Slow changes, noise, and now and then what was there a row before.
      const std::size_t noise = numbers.below(2) == 0 ? 0 : numbers.below(values);
      text[i] = static_cast<std::uint8_t>((i / 700 + noise) % values);
      if (i > 500 && numbers.below(4) == 0) text[i] = text[i - 500];
    }
    const std::size_t size = deflate(text, 0, {}, {{32, 64}, 2}, true).size();
    EXPECT_LT(static_cast<double>(size), 1.01 * static_cast<double>(libdeflate_size(text, 12))) << values;
  }
}

TEST(HuffmanCode, IsShortestCompleteAndLimited) {
  Numbers numbers(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::uint32_t> counts(2 + numbers.below(285));
    // Powers of two make the deepest trees.
    for (auto& count : counts) count = numbers.below(3) == 0 ? 0 : 1u << numbers.below(round % 3 == 0 ? 28 : 4);
    const unsigned most_bits = counts.size() <= 128 && round % 2 == 0 ? 7 : 15;
    const HuffmanCode code = huffman_code(counts, most_bits);
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      EXPECT_LE(code.lengths[i], most_bits);
      EXPECT_TRUE(counts[i] == 0 || code.lengths[i] > 0);
      if (code.lengths[i] != 0) sum += std::uint64_t{1} << (15 - code.lengths[i]);
      for (std::size_t j = 0; j < counts.size(); ++j) {
        ASSERT_TRUE(counts[j] == 0 || counts[i] <= counts[j] || code.lengths[i] <= code.lengths[j]);
      }
    }
    EXPECT_EQ(sum, 1u << 15) << "Kraft's sum of a complete code";
  }
  EXPECT_EQ(huffman_code(std::vector<std::uint32_t>{5, 1, 2, 1}, 15).lengths, (std::vector<std::uint8_t>{1, 3, 2, 3}));
  EXPECT_EQ(huffman_code(std::vector<std::uint32_t>{0, 0, 9}, 15).lengths, (std::vector<std::uint8_t>{1, 0, 1}));
  EXPECT_EQ(huffman_code(std::vector<std::uint32_t>{0, 0, 0}, 15).lengths, (std::vector<std::uint8_t>{1, 1, 0}));
}

TEST(ZlibStream, PartsMakeOneStream) {
  for (const std::uint32_t rows : {1u, 90u, 100u, 380u, 3000u, 40000u}) {
    const RowSource source{
        .rows = rows, .row_bytes = 1025, .make = [](std::uint32_t first, std::uint32_t last, std::uint8_t* out) {
          for (std::uint32_t y = first; y < last; ++y) {
            for (std::uint32_t x = 0; x < 1025; ++x) {
              // The tallest, of more parts than are held at a time, is soon compressed.
              *out++ = static_cast<std::uint8_t>((y < 3000 ? x * y % 251 : 0) + x / 64);
            }
          }
        }};
    Text expected(source.bytes());
    source.make(0, rows, expected.data());
    for (const bool quickly : {false, true}) {
      const Buffer<std::uint8_t> stream =
          quickly ? zlib_compress_quickly(source, 4) : zlib_compress(source, {{1, 32}, 0});
      const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor(
          libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
      Text out(expected.size());
      EXPECT_EQ(
          libdeflate_zlib_decompress(decompressor.get(), stream.data(), stream.size(), out.data(), out.size(), nullptr),
          LIBDEFLATE_SUCCESS);
      EXPECT_EQ(out, expected);
    }
    if (rows > 3000) continue;
    EXPECT_EQ(estimate_compressed(source, {{1, 32}, 0}, source.bytes()),
              deflate(expected, 0, {.row_bytes = 1025}, {{1, 32}, 0}, true).size());
  }
}

}  // namespace
}  // namespace kvant::test
