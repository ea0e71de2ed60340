#include "image/deflate_join.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

#include "kvant/error.hpp"

namespace kvant {
namespace {

constexpr unsigned kMaxCodeBits = 15;

[[noreturn]] void fail() { throw Error(ErrorCode::corrupt, "a part of the compressed stream cannot be joined"); }

/// Reads bits, least significant first; past the end there are zeros, and at_end() tells.
class BitReader {
 public:
  explicit BitReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  [[nodiscard]] std::size_t position() const { return position_; }
  [[nodiscard]] bool past_end() const { return position_ > 8 * bytes_.size(); }

  /// The next 32 bits or more, not consumed.
  [[nodiscard]] std::uint64_t peek() const {
    const std::size_t byte = position_ / 8;
    std::uint64_t bits = 0;
    if (std::endian::native == std::endian::little && byte + 8 <= bytes_.size()) {
      std::memcpy(&bits, bytes_.data() + byte, 8);
    } else {
      for (std::size_t i = 0; i < 8 && byte + i < bytes_.size(); ++i)
        bits |= std::uint64_t{bytes_[byte + i]} << (8 * i);
    }
    return bits >> (position_ % 8);
  }

  void skip(std::size_t count) { position_ += count; }

  unsigned take(unsigned count) {
    const auto value = static_cast<unsigned>(peek() & ((std::uint64_t{1} << count) - 1));
    skip(count);
    return value;
  }

  void align() { position_ = (position_ + 7) / 8 * 8; }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t position_ = 0;
};

/// Finds a symbol and its length by the next 15 bits: symbol << 4 | length; 0 where no code leads.
class SymbolTable {
 public:
  SymbolTable() : entries_(std::size_t{1} << kMaxCodeBits) {}

  void build(std::span<const std::uint8_t> lengths) {
    std::array<unsigned, kMaxCodeBits + 2> next{};
    for (const std::uint8_t length : lengths) next[length + 1u] += length != 0;
    unsigned code = 0;
    for (unsigned length = 1; length <= kMaxCodeBits; ++length) {
      code = (code + next[length]) << 1;
      next[length] = code;
    }
    // next[l] now holds the first code of length l: the counts sat one place further up while they were summed.
    std::fill(entries_.begin(), entries_.end(), std::uint16_t{0});
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
      const unsigned length = lengths[symbol];
      if (length == 0) continue;
      const unsigned value = next[length]++;
      if (value >= 1u << length) fail();
      for (std::size_t slot = reverse(value, length); slot < entries_.size(); slot += std::size_t{1} << length) {
        entries_[slot] = static_cast<std::uint16_t>(symbol << 4 | length);
      }
    }
  }

  unsigned take(BitReader& reader) const {
    const unsigned entry = entries_[reader.peek() & (entries_.size() - 1)];
    if (entry == 0) fail();
    reader.skip(entry & 15);
    return entry >> 4;
  }

 private:
  static unsigned reverse(unsigned value, unsigned count) {
    unsigned result = 0;
    for (unsigned i = 0; i < count; ++i) result |= (value >> i & 1u) << (count - 1 - i);
    return result;
  }

  std::vector<std::uint16_t> entries_;
};

struct BlockTables {
  SymbolTable literals;
  SymbolTable distances;
  SymbolTable lengths;
};

void read_dynamic_tables(BitReader& reader, BlockTables& tables) {
  static constexpr std::array<std::uint8_t, 19> order = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                         11, 4,  12, 3, 13, 2, 14, 1, 15};
  const unsigned literals = reader.take(5) + 257;
  const unsigned distances = reader.take(5) + 1;
  const unsigned codes = reader.take(4) + 4;
  std::array<std::uint8_t, 19> code_lengths{};
  for (unsigned i = 0; i < codes; ++i) code_lengths[order[i]] = static_cast<std::uint8_t>(reader.take(3));
  tables.lengths.build(code_lengths);

  std::array<std::uint8_t, 320> lengths{};
  unsigned filled = 0;
  const auto repeat = [&](std::uint8_t value, unsigned times) {
    if (filled + times > literals + distances) fail();
    std::fill_n(lengths.begin() + filled, times, value);
    filled += times;
  };
  while (filled < literals + distances) {
    if (reader.past_end()) fail();
    const unsigned symbol = tables.lengths.take(reader);
    if (symbol < 16) {
      repeat(static_cast<std::uint8_t>(symbol), 1);
    } else if (symbol == 16) {
      if (filled == 0) fail();
      repeat(lengths[filled - 1], 3 + reader.take(2));
    } else {
      repeat(0, symbol == 17 ? 3 + reader.take(3) : 11 + reader.take(7));
    }
  }
  tables.literals.build(std::span(lengths).first(literals));
  tables.distances.build(std::span(lengths).subspan(literals, distances));
}

void set_fixed_tables(BlockTables& tables) {
  std::array<std::uint8_t, 288> lengths{};
  std::fill_n(lengths.begin(), 144, std::uint8_t{8});
  std::fill_n(lengths.begin() + 144, 112, std::uint8_t{9});
  std::fill_n(lengths.begin() + 256, 24, std::uint8_t{7});
  std::fill_n(lengths.begin() + 280, 8, std::uint8_t{8});
  tables.literals.build(lengths);
  std::array<std::uint8_t, 32> distances{};
  distances.fill(5);
  tables.distances.build(distances);
}

void skip_symbols(BitReader& reader, const BlockTables& tables) {
  static constexpr std::array<std::uint8_t, 29> length_extra = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                                2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
  constexpr unsigned end_of_block = 256;
  for (;;) {
    if (reader.past_end()) fail();
    const unsigned symbol = tables.literals.take(reader);
    if (symbol < end_of_block) continue;
    if (symbol == end_of_block) return;
    if (symbol - 257 >= length_extra.size()) fail();
    reader.skip(length_extra[symbol - 257]);
    const unsigned distance = tables.distances.take(reader);
    if (distance >= 30) fail();
    if (distance >= 4) reader.skip(distance / 2 - 1);
  }
}

}  // namespace

DeflateExtent measure_deflate(std::span<const std::uint8_t> stream) {
  BitReader reader(stream);
  BlockTables tables;
  DeflateExtent extent;
  for (bool last = false; !last;) {
    extent.last_block = reader.position();
    last = reader.take(1) != 0;
    switch (reader.take(2)) {
      case 0: {
        reader.align();
        const unsigned bytes = reader.take(16);
        reader.skip(16 + std::size_t{8} * bytes);
        break;
      }
      case 1:
        set_fixed_tables(tables);
        skip_symbols(reader, tables);
        break;
      case 2:
        read_dynamic_tables(reader, tables);
        skip_symbols(reader, tables);
        break;
      default:
        fail();
    }
    if (reader.past_end()) fail();
  }
  extent.end = reader.position();
  return extent;
}

void append_deflate(Buffer<std::uint8_t>& joined, std::span<const std::uint8_t> stream, const DeflateExtent& extent,
                    bool last) {
  const std::size_t first = joined.size();
  const std::size_t size = (extent.end + 7) / 8;
  joined.resize(first + size);
  std::memcpy(joined.data() + first, stream.data(), size);
  if (last) return;

  joined[first + extent.last_block / 8] &= static_cast<std::uint8_t>(~(1u << extent.last_block % 8));
  const unsigned used = extent.end % 8;
  if (used != 0) joined.back() &= static_cast<std::uint8_t>((1u << used) - 1);
  // The header, three zero bits (not the last block, type stored), padded to a byte's end; length 0 and its complement.
  if (used == 0 || used > 5) joined.push_back(0);
  for (const int byte : {0x00, 0x00, 0xff, 0xff}) joined.push_back(static_cast<std::uint8_t>(byte));
}

}  // namespace kvant
