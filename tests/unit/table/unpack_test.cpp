#include "table/unpack.hpp"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <string>

#include "support/bytes.hpp"
#include "support/refusal.hpp"

namespace kvant {
namespace {

using Bytes = std::vector<std::uint8_t>;
using test::bytes_of;
using test::expect_error;
using test::text_of;

Bytes gzip(const std::string& text) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  Bytes plain = bytes_of(text);
  Bytes packed(deflateBound(&stream, plain.size()));
  stream.next_in = plain.data();
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

Bytes zstandard(const std::string& text) {
  Bytes packed(ZSTD_compressBound(text.size()));
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += std::to_string(i * 7919 % 100'003) + ',';
  return text;
}

TEST(Unpack, WhatWasPackedComesBack) {
  for (const std::string& text : {std::string(), std::string("1,2\n"), long_text()}) {
    EXPECT_EQ(text_of(unpack(gzip(text))), text);
    EXPECT_EQ(text_of(unpack(zstandard(text))), text);
  }
  EXPECT_EQ(text_of(unpack(bytes_of("1,2\n"))), "1,2\n") << "as it is";
}

TEST(Unpack, SeveralInARowAreOne) {
  for (const auto pack : {gzip, zstandard}) {
    Bytes both = pack("1,2\n");
    const Bytes second = pack("3,4\n");
    both.insert(both.end(), second.begin(), second.end());
    EXPECT_EQ(text_of(unpack(both)), "1,2\n3,4\n");
  }
}

TEST(Unpack, DamageIsSeen) {
  for (const auto pack : {gzip, zstandard}) {
    const Bytes whole = pack(long_text());
    for (const std::size_t length : {std::size_t{4}, std::size_t{12}, whole.size() / 2, whole.size() - 1}) {
      expect_error(
          [&] {
            (void)unpack({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)});
          },
          ErrorCode::corrupt, "");
    }
    Bytes damaged = whole;
    for (std::size_t i = 20; i < 40; ++i) damaged[i] ^= 0x55;
    expect_error([&] { (void)unpack(damaged); }, ErrorCode::corrupt, "damaged");
  }
}

TEST(Unpack, ABombIsRefused) {
  const std::string zeros(std::size_t{8} << 20U, '0');
  for (const auto pack : {gzip, zstandard}) {
    EXPECT_EQ(unpack(pack(zeros), zeros.size()).size(), zeros.size());
    expect_error([&] { (void)unpack(pack(zeros), std::uint64_t{5} << 20U); }, ErrorCode::limit, "more than 5 MiB");
  }
}

}  // namespace
}  // namespace kvant
