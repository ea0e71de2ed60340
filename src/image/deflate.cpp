#include "image/deflate.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "image/deflate_code.hpp"
#include "image/fixed_log2.hpp"
#include "image/huffman_code.hpp"

namespace kvant {
namespace {

constexpr std::size_t kSegmentBytes = std::size_t{3} << 17;  ///< parsed at a time; blocks lie within one
constexpr std::size_t kSampleBytes = std::size_t{1} << 14;
constexpr std::size_t kUnitBytes = 4096;  ///< blocks are made of these

/// Appends bits, the first one lowest.
class BitWriter {
 public:
  /// `count` at most 32.
  void put(std::uint64_t bits, unsigned count) {
    held_ |= bits << held_bits_;
    held_bits_ += count;
    if (held_bits_ < 32) return;
    const std::size_t size = bytes_.size();
    bytes_.resize(size + 4);
    for (unsigned i = 0; i < 4; ++i) bytes_[size + i] = static_cast<std::uint8_t>(held_ >> (8 * i));
    held_ >>= 32;
    held_bits_ -= 32;
  }

  void put(const HuffmanCode& code, std::size_t symbol) { put(code.codes[symbol], code.lengths[symbol]); }

  void put(const HuffmanCode& code, const DeflateCode& coded) {
    put(code, coded.symbol);
    put(coded.extra, coded.extra_bits);
  }

  /// All bytes, the last one filled up with zeros.
  Buffer<std::uint8_t> take() {
    for (; held_bits_ > 0; held_bits_ -= std::min(held_bits_, 8u), held_ >>= 8) {
      bytes_.push_back(static_cast<std::uint8_t>(held_));
    }
    return std::move(bytes_);
  }

  [[nodiscard]] unsigned bits_in_byte() const { return held_bits_ % 8; }

 private:
  Buffer<std::uint8_t> bytes_;
  std::uint64_t held_ = 0;
  unsigned held_bits_ = 0;
};

/// A literal, of length 1, or a match.
struct Token {
  std::uint16_t length = 1;
  std::uint16_t distance = 0;
};

const std::array<DeflateCode, kMostMatch + 1> kLengthCodes = [] {
  std::array<DeflateCode, kMostMatch + 1> codes;
  for (unsigned length = kLeastMatch; length <= kMostMatch; ++length) codes[length] = length_code(length);
  return codes;
}();

void count(DeflateCounts& counts, std::uint8_t byte, Token token) {
  if (token.length == 1) {
    ++counts.literals[byte];
  } else {
    ++counts.literals[kLengthCodes[token.length].symbol];
    ++counts.distances[distance_code(token.distance).symbol];
  }
}

void add(DeflateCounts& sum, const DeflateCounts& counts) {
  for (std::size_t i = 0; i < kLiteralSymbols; ++i) sum.literals[i] += counts.literals[i];
  for (std::size_t i = 0; i < kDistanceSymbols; ++i) sum.distances[i] += counts.distances[i];
}

/// What symbols take that are used so often, in 1/256 bits.
std::uint64_t cost_of_all(std::span<const std::uint32_t> counts) {
  std::uint64_t all = 0;
  std::uint64_t cost = 0;
  for (const std::uint32_t count : counts) {
    if (count == 0) continue;
    all += count;
    cost += std::uint64_t{count} * fixed_log2(count);
  }
  return all * fixed_log2(all) - cost;
}

/// What a block takes, in 1/256 bits, extra bits apart: symbols, and the table that says their codes.
std::uint64_t block_cost(const DeflateCounts& counts) {
  constexpr std::uint64_t header = std::uint64_t{100} << kLog2FractionBits;
  constexpr std::uint64_t table_entry = std::uint64_t{4} << kLog2FractionBits;
  std::uint64_t used = 0;
  for (const std::uint32_t count : counts.literals) used += count != 0;
  for (const std::uint32_t count : counts.distances) used += count != 0;
  return cost_of_all(counts.literals) + cost_of_all(counts.distances) + header + used * table_entry;
}

std::uint64_t cost_of_extra_bits(const DeflateCounts& counts) {
  std::uint64_t bits = 0;
  for (unsigned length = kLeastMatch; length < kMostMatch; length += 1u << kLengthCodes[length].extra_bits) {
    bits += std::uint64_t{counts.literals[kLengthCodes[length].symbol]} * kLengthCodes[length].extra_bits;
  }
  for (unsigned symbol = 4; symbol < kDistanceSymbols; ++symbol) {
    bits += std::uint64_t{counts.distances[symbol]} * (symbol / 2 - 1);
  }
  return bits << kLog2FractionBits;
}

using Cost = std::int32_t;  ///< in 1/256 bits; a segment takes less than 2^31 if each of its bytes takes 20 bits
constexpr Cost kBit = 1 << kLog2FractionBits;
constexpr unsigned kMostCodeBits = 15;

/// What each token costs, by the codes of symbols that are used so often. Not by their shares: where few symbols are
/// very frequent, codes of whole bits are far from those.
struct Costs {
  std::array<Cost, 256> literals{};
  std::array<Cost, kMostMatch + 1> lengths{};
  std::array<Cost, kDistanceSymbols> distances{};

  explicit Costs(const DeflateCounts& counts) {
    const auto costs_by = [](std::span<const std::uint32_t> all_counts) {
      std::uint64_t sum = 0;
      for (const std::uint32_t count : all_counts) sum += count;
      // A symbol that is not used so far counts as half of one.
      return [code = huffman_code(all_counts, kMostCodeBits), unused = static_cast<Cost>(fixed_log2(2 * sum + 2))](
                 std::size_t symbol) { return code.lengths[symbol] == 0 ? unused : code.lengths[symbol] * kBit; };
    };
    const auto literal_cost = costs_by(counts.literals);
    for (std::size_t byte = 0; byte < 256; ++byte) literals[byte] = literal_cost(byte);
    for (unsigned length = kLeastMatch; length <= kMostMatch; ++length) {
      const DeflateCode& code = kLengthCodes[length];
      lengths[length] = literal_cost(code.symbol) + code.extra_bits * kBit;
    }
    const auto distance_cost = costs_by(counts.distances);
    for (unsigned symbol = 0; symbol < kDistanceSymbols; ++symbol) {
      const Cost extra_bits = symbol < 4 ? 0 : static_cast<Cost>(symbol / 2) - 1;
      distances[symbol] = distance_cost(symbol) + extra_bits * kBit;
    }
  }
};

/// A stretch of the text: its matches, and how it is told in tokens.
class Segment {
 public:
  Segment(std::span<const std::uint8_t> text, std::size_t begin, std::size_t end, unsigned good, MatchFinder& finder)
      : text_(text.subspan(begin, end - begin)),
        begin_(begin),
        good_(good),
        tokens_(end - begin),
        costs_(end - begin + 1) {
    first_match_.reserve(text_.size() + 1);
    matches_.reserve(4 * text_.size());  // more than most texts have: what is not touched takes no memory
    finder.skip_to(begin);
    for (std::size_t i = 0; i < text_.size();) {
      first_match_.push_back(static_cast<std::uint32_t>(matches_.size()));
      finder.find(end, matches_);
      ++i;
      if (matches_.size() == first_match_.back() || matches_.back().length < good_) continue;
      const std::size_t behind = i - 1 + matches_.back().length;
      finder.skip_to(begin + behind, matches_.back().distance);
      for (; i < behind; ++i) first_match_.push_back(static_cast<std::uint32_t>(matches_.size()));
    }
    first_match_.push_back(static_cast<std::uint32_t>(matches_.size()));
  }

  void write(BitWriter& out, int passes, bool last) {
    std::vector<Block> blocks = split();
    for (Block& block : blocks) {
      for (int pass = 0; pass < passes; ++pass) {
        parse(block, Costs(block.counts), Lengths::all);
        block.counts = count_tokens(block);
      }
      write(out, block, last && &block == &blocks.back());
    }
  }

 private:
  enum class Lengths { longest, all };  ///< that are tried of each match

  struct Block {
    std::size_t begin = 0;
    std::size_t end = 0;
    DeflateCounts counts;
    std::uint64_t cost = 0;
  };

  [[nodiscard]] std::span<const Match> matches(std::size_t place) const {
    return std::span(matches_).subspan(first_match_[place], first_match_[place + 1] - first_match_[place]);
  }

  /// A first parse, that knows no more than how often each byte occurs. Passes end near where they began, so that it
  /// matters whether this one likes matches or not; some texts need the one, some the other, and a sample tells.
  void parse_first() {
    DeflateCounts guess;
    for (const std::uint8_t byte : text_) ++guess.literals[byte];
    guess.distances.fill(1);
    const auto costs = [&](std::size_t bytes_per_length) {
      const auto uses = static_cast<std::uint32_t>(text_.size() / bytes_per_length + 1);
      std::fill(guess.literals.begin() + kEndOfBlock + 1, guess.literals.end(), uses);
      return Costs(guess);
    };
    const Costs few_matches = costs(256);
    const Costs many_matches = costs(24);
    const Block sample{.begin = 0, .end = std::min(text_.size(), kSampleBytes), .counts = {}, .cost = 0};
    const auto cost_by = [&](const Costs& start) {
      parse(sample, start, Lengths::longest);
      const DeflateCounts counts = count_tokens(sample);
      return block_cost(counts) + cost_of_extra_bits(counts);
    };
    const bool few = cost_by(few_matches) <= cost_by(many_matches);
    const Block all{.begin = 0, .end = text_.size(), .counts = {}, .cost = 0};
    parse(all, few ? few_matches : many_matches, Lengths::longest);
  }

  /// Where blocks should begin, by the first parse.
  std::vector<Block> split() {
    parse_first();
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < text_.size(); i += tokens_[i].length) {
      if (blocks.empty() || i - blocks.back().begin >= kUnitBytes) {
        if (!blocks.empty()) blocks.back().end = i;
        blocks.push_back({.begin = i, .end = text_.size(), .counts = {}, .cost = 0});
      }
      count(blocks.back().counts, text_[i], tokens_[i]);
    }
    merge(blocks);
    return blocks;
  }

  /// Joins the neighbors that gain most by it, as long as there are some.
  static void merge(std::vector<Block>& blocks) {
    for (Block& block : blocks) block.cost = block_cost(block.counts);
    const auto joined = [&](std::size_t i) {
      Block block = blocks[i];
      block.end = blocks[i + 1].end;
      add(block.counts, blocks[i + 1].counts);
      block.cost = block_cost(block.counts);
      return block;
    };
    const auto gain = [&](std::size_t i) {
      return static_cast<std::int64_t>(blocks[i].cost + blocks[i + 1].cost) - static_cast<std::int64_t>(joined(i).cost);
    };
    std::vector<std::int64_t> gains;
    for (std::size_t i = 0; i + 1 < blocks.size(); ++i) gains.push_back(gain(i));
    while (!gains.empty()) {
      const auto most = std::max_element(gains.begin(), gains.end());
      if (*most < 0) break;
      const auto at = static_cast<std::size_t>(most - gains.begin());
      blocks[at] = joined(at);
      blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(at) + 1);
      gains.erase(most);
      if (at > 0) gains[at - 1] = gain(at - 1);
      if (at < gains.size()) gains[at] = gain(at);
    }
  }

  /// Whether a place may refer so far back for its first byte.
  [[nodiscard]] bool repeats(std::size_t place, std::size_t distance) const {
    const std::uint8_t* here = text_.data() + place;
    return distance <= begin_ + place && *here == *(here - distance);
  }

  /// The tokens of least cost, found from the end of the block. Whether one is better is not to be guessed by a branch.
  void parse(const Block& block, const Costs& costs, Lengths lengths) {
    costs_[block.end] = 0;
    unsigned best_length = 1;
    unsigned best_distance = 0;
    for (std::size_t i = block.end; i-- > block.begin;) {
      const Cost* behind = &costs_[i];
      Cost least = costs.literals[text_[i]] + behind[1];
      const unsigned next_length = std::exchange(best_length, 1);
      const unsigned next_distance = std::exchange(best_distance, 0);
      const auto weigh = [&](unsigned length, unsigned distance, Cost distance_cost) {
        const Cost cost = costs.lengths[length] + behind[length] + distance_cost;
        const bool better = cost < least;
        least = better ? cost : least;
        best_length = better ? length : best_length;
        best_distance = better ? distance : best_distance;
      };
      // The match of the next place may begin here: within runs, that is how those are found that go on behind them.
      if (next_distance != 0 && next_length < kMostMatch && repeats(i, next_distance)) {
        weigh(next_length + 1, next_distance, costs.distances[distance_code(next_distance).symbol]);
      }
      unsigned length = kLeastMatch;
      for (const Match match : matches(i)) {
        const auto most = static_cast<unsigned>(std::min<std::size_t>(match.length, block.end - i));
        if (most < length) break;
        // Where the next place chose among the lengths of the same match, they need not be tried once more.
        if (lengths == Lengths::longest || most >= good_ || match.distance == next_distance) length = most;
        const Cost distance_cost = costs.distances[distance_code(match.distance).symbol];
        for (; length <= most; ++length) weigh(length, match.distance, distance_cost);
      }
      costs_[i] = least;
      tokens_[i] = {static_cast<std::uint16_t>(best_length), static_cast<std::uint16_t>(best_distance)};
    }
  }

  [[nodiscard]] DeflateCounts count_tokens(const Block& block) const {
    DeflateCounts counts;
    for (std::size_t i = block.begin; i < block.end; i += tokens_[i].length) count(counts, text_[i], tokens_[i]);
    return counts;
  }

  void write(BitWriter& out, Block& block, bool last) const;

  std::span<const std::uint8_t> text_;
  std::size_t begin_;  ///< how much text lies in front of it
  unsigned good_;
  std::vector<std::uint32_t> first_match_;  ///< of each place, in matches_; and of the end
  std::vector<Match> matches_;
  std::vector<Token> tokens_;
  std::vector<Cost> costs_;  ///< of what lies behind each place, in the parse
};

/// Code lengths in runs (RFC 1951, 3.2.7): 16 repeats the one before, 17 and 18 are zeros.
struct Run {
  std::uint8_t symbol = 0;
  std::uint8_t extra_bits = 0;
  std::uint8_t extra = 0;
};

std::vector<Run> runs_of(std::span<const std::uint8_t> lengths) {
  std::vector<Run> runs;
  for (std::size_t i = 0; i < lengths.size();) {
    const std::uint8_t value = lengths[i];
    std::size_t run = 1;
    while (i + run < lengths.size() && lengths[i + run] == value) ++run;
    i += run;
    const auto repeat = [&](std::uint8_t symbol, std::uint8_t bits, std::size_t least) {
      const std::size_t times = std::min(run, least + (std::size_t{1} << bits) - 1);
      runs.push_back({symbol, bits, static_cast<std::uint8_t>(times - least)});
      run -= times;
    };
    if (value == 0) {
      while (run >= 11) repeat(18, 7, 11);
      if (run >= 3) repeat(17, 3, 3);
    } else {
      runs.push_back({.symbol = value});
      --run;
      while (run >= 3) repeat(16, 2, 3);
    }
    for (; run > 0; --run) runs.push_back({.symbol = value});
  }
  return runs;
}

void write_tables(BitWriter& out, const HuffmanCode& literals, const HuffmanCode& distances) {
  const auto used = [](const HuffmanCode& code, std::size_t least) {
    std::size_t size = code.lengths.size();
    while (size > least && code.lengths[size - 1] == 0) --size;
    return size;
  };
  const std::size_t literal_count = used(literals, 257);
  const std::size_t distance_count = used(distances, 1);
  std::vector<std::uint8_t> lengths(literals.lengths.begin(),
                                    literals.lengths.begin() + static_cast<std::ptrdiff_t>(literal_count));
  lengths.insert(lengths.end(), distances.lengths.begin(),
                 distances.lengths.begin() + static_cast<std::ptrdiff_t>(distance_count));
  const std::vector<Run> runs = runs_of(lengths);

  static constexpr std::array<std::uint8_t, 19> order = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                         11, 4,  12, 3, 13, 2, 14, 1, 15};
  std::array<std::uint32_t, order.size()> counts{};
  for (const Run& run : runs) ++counts[run.symbol];
  const HuffmanCode code = huffman_code(counts, 7);
  std::size_t code_count = order.size();
  while (code_count > 4 && code.lengths[order[code_count - 1]] == 0) --code_count;
  out.put(literal_count - 257, 5);
  out.put(distance_count - 1, 5);
  out.put(code_count - 4, 4);
  for (std::size_t i = 0; i < code_count; ++i) out.put(code.lengths[order[i]], 3);
  for (const Run& run : runs) {
    out.put(code, run.symbol);
    out.put(run.extra, run.extra_bits);
  }
}

void Segment::write(BitWriter& out, Block& block, bool last) const {
  constexpr unsigned dynamic = 2;
  block.counts.literals[kEndOfBlock] = 1;
  const HuffmanCode literals = huffman_code(block.counts.literals, kMostCodeBits);
  const HuffmanCode distances = huffman_code(block.counts.distances, kMostCodeBits);
  out.put(last ? 1 : 0, 1);
  out.put(dynamic, 2);
  write_tables(out, literals, distances);
  for (std::size_t i = block.begin; i < block.end; i += tokens_[i].length) {
    const Token token = tokens_[i];
    if (token.length == 1) {
      out.put(literals, text_[i]);
    } else {
      out.put(literals, kLengthCodes[token.length]);
      out.put(distances, distance_code(token.distance));
    }
  }
  out.put(literals, kEndOfBlock);
}

}  // namespace

Buffer<std::uint8_t> deflate(std::span<const std::uint8_t> text, std::size_t window, const PixelGrid& grid,
                             const DeflateEffort& effort, bool last) {
  BitWriter out;
  MatchFinder finder(text, grid, effort.matches);
  for (std::size_t begin = window; begin < text.size();) {
    const std::size_t end = std::min(text.size(), begin + kSegmentBytes);
    Segment(text, begin, end, effort.matches.good, finder).write(out, effort.passes, last && end == text.size());
    begin = end;
  }
  if (!last) {
    // An empty stored block: no last one, type 0, zeros to the byte's end, its length and the complement.
    out.put(0, 3);
    out.put(0, (8 - out.bits_in_byte()) % 8);
    out.put(0xffff0000, 32);
  }
  return out.take();
}

}  // namespace kvant
