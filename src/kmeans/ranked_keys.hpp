// Small numbers of which each that occurs gets a number of its own.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "kmeans/rows.hpp"
#include "kvant/buffer.hpp"
#include "threads/parallel.hpp"
#include "threads/stop.hpp"

namespace kvant {

/// A set of keys that knows how many of its keys are smaller than a given one: a bit vector with ranks (Jacobson 1989,
/// "Space-efficient static trees and graphs"), a bit and a half for each key that there could be.
class RankedKeys {
 public:
  /// Those of rows 0 to below `rows`, all below `limit`, which is at most 2^32. Calls keys_of(begin, end, insert) for
  /// blocks of rows, on all threads; that calls insert(key) for each.
  template <class KeysOf>
  RankedKeys(std::size_t limit, std::size_t rows, Workers& workers, const KeysOf& keys_of)
      : words_((limit + kWordBits - 1) / kWordBits), ranks_(words_.size()) {
    // Threads collect apart, so that they need not wait for each other, if there are rows enough to pay for a set each.
    const std::size_t parts = std::clamp<std::size_t>(rows / (limit / kKeysPerRow + 1), 1, workers.count());
    std::vector<std::vector<std::uint64_t>> sets(parts);
    workers.run(parts, [&](std::size_t part, std::size_t) {
      if (part > 0) sets[part].resize(words_.size());
      std::vector<std::uint64_t>& words = part == 0 ? words_ : sets[part];
      const std::size_t end = rows * (part + 1) / parts;
      for (std::size_t begin = rows * part / parts; begin < end; begin += kTaskRows) {
        throw_if_stopped();
        keys_of(begin, std::min(end, begin + kTaskRows),
                [&](std::uint32_t key) { words[key / kWordBits] |= bit_of(key); });
      }
    });
    std::vector<std::uint32_t> counts(blocks());
    for_each_block(workers, [&](std::size_t block, std::size_t begin, std::size_t end) {
      for (std::size_t part = 1; part < parts; ++part) {
        for (std::size_t w = begin; w < end; ++w) words_[w] |= sets[part][w];
      }
      std::uint32_t count = 0;
      for (std::size_t w = begin; w < end; ++w) {
        if (words_[w] == 0) continue;
        ranks_[w] = count;
        count += ones(words_[w]);
      }
      counts[block] = count;
    });
    for (std::uint32_t& count : counts) {
      const std::uint32_t before = count_;
      count_ += count;
      count = before;
    }
    before_ = std::move(counts);
  }

  /// Of a key that is there: below count().
  [[nodiscard]] std::uint32_t rank(std::uint32_t key) const {
    const std::size_t w = key / kWordBits;
    return before_[w / kBlockWords] + ranks_[w] + ones(words_[w] & (bit_of(key) - 1));
  }

  [[nodiscard]] std::size_t count() const { return count_; }

  /// Calls take(rank, key) for each, on all threads.
  template <class Take>
  void for_each(Workers& workers, const Take& take) const {
    for_each_block(workers, [&](std::size_t block, std::size_t begin, std::size_t end) {
      std::size_t rank = before_[block];
      for (std::size_t w = begin; w < end; ++w) {
        for (std::uint64_t word = words_[w]; word != 0; word &= word - 1) {
          take(rank++, static_cast<std::uint32_t>(w * kWordBits + static_cast<unsigned>(std::countr_zero(word))));
        }
      }
    });
  }

 private:
  static constexpr std::uint32_t kWordBits = 64;
  static constexpr std::size_t kBlockWords = 1 << 14;
  static constexpr std::size_t kKeysPerRow = 128;

  static std::uint64_t bit_of(std::uint32_t key) { return std::uint64_t{1} << key % kWordBits; }

  // As std::popcount(), which is a call where not every processor has the instruction.
  static std::uint32_t ones(std::uint64_t bits) {
    bits -= bits >> 1U & 0x5555555555555555U;
    bits = (bits & 0x3333333333333333U) + (bits >> 2U & 0x3333333333333333U);
    return static_cast<std::uint32_t>(((bits + (bits >> 4U)) & 0x0F0F0F0F0F0F0F0FU) * 0x0101010101010101U >> 56U);
  }

  [[nodiscard]] std::size_t blocks() const { return (words_.size() + kBlockWords - 1) / kBlockWords; }

  template <class See>
  void for_each_block(Workers& workers, const See& see) const {
    workers.run(blocks(), [&](std::size_t block, std::size_t) {
      see(block, block * kBlockWords, std::min(words_.size(), (block + 1) * kBlockWords));
    });
  }

  std::vector<std::uint64_t> words_;
  Buffer<std::uint32_t> ranks_;        // of the first key of each word in its block, where it has one
  std::vector<std::uint32_t> before_;  // each block
  std::uint32_t count_ = 0;
};

}  // namespace kvant
