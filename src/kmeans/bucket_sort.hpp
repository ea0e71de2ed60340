// Sorting by the leading bits of a code, on all threads, rows with equal bits keeping their order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "threads/parallel.hpp"

namespace kvant {

/// Where `count` rows go that are sorted by `code_of(row) >> shift`, which is below `buckets`. Fewer than 2^32 of them.
/// Codes are asked for twice, so that they need not be kept.
template <class CodeOf>
class BucketSort {
 public:
  BucketSort(std::size_t count, const CodeOf& code_of, std::uint32_t shift, std::size_t buckets, Workers& workers)
      : count_(count),
        code_of_(code_of),
        shift_(shift),
        buckets_(buckets),
        block_(std::max(kRowsPerBucket * buckets, count / (kBlocksOfWorker * workers.count()) + 1)),
        next_(blocks() * buckets),
        begins_(buckets + 1) {
    workers.run(blocks(), [&](std::size_t block, std::size_t) {
      std::uint32_t* counts = next_.data() + block * buckets_;
      for (std::size_t i = block * block_; i < end_of(block); ++i) ++counts[code_of_(i) >> shift_];
    });
    std::uint32_t next = 0;
    for (std::size_t bucket = 0; bucket < buckets_; ++bucket) {
      begins_[bucket] = next;
      for (std::size_t block = 0; block < blocks(); ++block) {
        next += std::exchange(next_[block * buckets_ + bucket], next);
      }
    }
    begins_[buckets_] = next;
  }

  /// Calls put(place, i, code) for each row. Once.
  template <class Put>
  void scatter(Workers& workers, const Put& put) {
    workers.run(blocks(), [&](std::size_t block, std::size_t) {
      std::uint32_t* next = next_.data() + block * buckets_;
      for (std::size_t i = block * block_; i < end_of(block); ++i) {
        const auto code = code_of_(i);
        put(std::size_t{next[code >> shift_]++}, i, code);
      }
    });
  }

  [[nodiscard]] std::size_t buckets() const { return buckets_; }
  [[nodiscard]] std::size_t begin(std::size_t bucket) const { return begins_[bucket]; }
  [[nodiscard]] std::size_t end(std::size_t bucket) const { return begins_[bucket + 1]; }

 private:
  // Blocks are counted apart: so large that this is little work, so many that each thread has some.
  static constexpr std::size_t kRowsPerBucket = 4;
  static constexpr std::size_t kBlocksOfWorker = 4;

  [[nodiscard]] std::size_t blocks() const { return (count_ + block_ - 1) / block_; }
  [[nodiscard]] std::size_t end_of(std::size_t block) const { return std::min(count_, (block + 1) * block_); }

  std::size_t count_;
  const CodeOf& code_of_;
  std::uint32_t shift_;
  std::size_t buckets_;
  std::size_t block_;
  std::vector<std::uint32_t> next_;    // the place of the next row of each block and bucket
  std::vector<std::uint32_t> begins_;  // of buckets, and the end of the last
};

}  // namespace kvant
