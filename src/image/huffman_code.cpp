#include "image/huffman_code.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace kvant {
namespace {

constexpr unsigned kMostBits = 15;

struct Symbol {
  std::uint64_t count = 0;  ///< later the place of its parent, then its depth
  std::uint16_t symbol = 0;
};

/// How many codes have each length, from the counts of the symbols in rising order (Moffat and Katajainen, "In-place
/// calculation of minimum-redundancy codes", 1995).
std::vector<std::uint32_t> code_lengths(std::vector<Symbol>& symbols) {
  const std::size_t size = symbols.size();
  const auto value = [&](std::size_t i) -> std::uint64_t& { return symbols[i].count; };
  std::size_t leaf = 0;
  std::size_t inner = 0;
  for (std::size_t next = 0; next + 1 < size; ++next) {
    std::uint64_t sum = 0;
    for (int child = 0; child < 2; ++child) {
      if (leaf < size && (inner >= next || value(leaf) <= value(inner))) {
        sum += value(leaf++);
      } else {
        sum += value(inner);
        value(inner++) = next;
      }
    }
    value(next) = sum;
  }
  std::vector<std::uint32_t> lengths(size + 1);
  std::size_t available = 1;
  unsigned depth = 0;
  value(size - 2) = 0;
  for (std::size_t i = size - 2; i-- > 0;) value(i) = value(value(i)) + 1;
  for (std::size_t at = size - 1; available > 0; ++depth) {
    std::size_t used = 0;
    for (; at > 0 && value(at - 1) == depth; --at) ++used;
    lengths[depth] = static_cast<std::uint32_t>(available - used);
    available = 2 * used;
  }
  return lengths;
}

/// Makes codes that are too long as short as allowed, and pays for it with the longest of the others: a code is
/// complete if 2^-length adds up to 1.
void limit(std::vector<std::uint32_t>& lengths, unsigned most_bits) {
  if (lengths.size() <= most_bits + 1) return;
  std::uint64_t sum = 0;
  for (std::size_t length = most_bits + 1; length < lengths.size(); ++length) lengths[most_bits] += lengths[length];
  lengths.resize(most_bits + 1);
  for (unsigned length = 1; length <= most_bits; ++length) {
    sum += std::uint64_t{lengths[length]} << (most_bits - length);
  }
  for (; sum > std::uint64_t{1} << most_bits; --sum) {
    unsigned length = most_bits - 1;
    while (lengths[length] == 0) --length;
    --lengths[most_bits];
    --lengths[length];
    lengths[length + 1] += 2;
  }
}

std::uint16_t reverse(unsigned code, unsigned bits) {
  unsigned result = 0;
  for (unsigned i = 0; i < bits; ++i) result |= (code >> i & 1u) << (bits - 1 - i);
  return static_cast<std::uint16_t>(result);
}

}  // namespace

HuffmanCode huffman_code(std::span<const std::uint32_t> counts, unsigned most_bits) {
  std::vector<Symbol> symbols;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] != 0) symbols.push_back({.count = counts[i], .symbol = static_cast<std::uint16_t>(i)});
  }
  for (std::uint16_t i = 0; symbols.size() < 2; ++i) {
    if (counts[i] == 0) symbols.push_back({.count = 1, .symbol = i});
  }
  std::sort(symbols.begin(), symbols.end(), [](const Symbol& a, const Symbol& b) {
    return a.count != b.count ? a.count < b.count : a.symbol < b.symbol;
  });
  std::vector<std::uint32_t> of_length = code_lengths(symbols);
  limit(of_length, most_bits);

  HuffmanCode result{.lengths = std::vector<std::uint8_t>(counts.size()),
                     .codes = std::vector<std::uint16_t>(counts.size())};
  std::size_t next = symbols.size();
  for (std::size_t length = 1; length < of_length.size(); ++length) {
    for (std::uint32_t i = 0; i < of_length[length]; ++i) {
      result.lengths[symbols[--next].symbol] = static_cast<std::uint8_t>(length);
    }
  }
  std::array<unsigned, kMostBits + 2> first{};
  for (unsigned length = 1; length <= most_bits; ++length) {
    first[length + 1] = (first[length] + (length < of_length.size() ? of_length[length] : 0)) << 1;
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (result.lengths[i] != 0) result.codes[i] = reverse(first[result.lengths[i]]++, result.lengths[i]);
  }
  return result;
}

}  // namespace kvant
