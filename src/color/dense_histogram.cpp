// Counting in a table that has a place for each of the 2^24 opaque 8-bit colors.
//
// Places are in Morton order, so that the colors of a picture, which lie close together, share pages and cache lines,
// and come out in the order that is wanted. Blocks that no color falls on are never touched, which makes the table
// cheap for small pictures too. Counts are bytes, small enough to stay near; what they carry over goes to a second
// table.

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include "color/color_histogram.hpp"
#include "color/morton.hpp"
#include "threads/stop.hpp"

namespace kvant {
namespace {

constexpr std::size_t kColors = std::size_t{1} << 24U;
constexpr std::size_t kBlock = 512;  // places whose use is noted together
constexpr std::size_t kBlocks = kColors / kBlock;
constexpr std::size_t kStripPixels = std::size_t{1} << 20U;  // a table of its own pays for this many pixels
constexpr std::size_t kMostStrips = 8;

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};

// Zeros that take no memory until they are written.
template <class T>
std::unique_ptr<T[], Free> zeros(std::size_t count) {
  std::unique_ptr<T[], Free> memory(static_cast<T*>(std::calloc(count, sizeof(T))));
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

class MortonTable {
 public:
  constexpr MortonTable() {
    for (std::uint32_t value = 0; value < 256; ++value) {
      const auto spread = static_cast<std::uint32_t>(spread_bits(value, 3));
      red_[value] = spread << 2U;
      green_[value] = spread << 1U;
      blue_[value] = spread;
    }
  }
  [[nodiscard]] std::uint32_t operator()(const std::uint8_t* rgb) const {
    return red_[rgb[0]] | green_[rgb[1]] | blue_[rgb[2]];
  }

 private:
  std::array<std::uint32_t, 256> red_{};
  std::array<std::uint32_t, 256> green_{};
  std::array<std::uint32_t, 256> blue_{};
};
constexpr MortonTable kMorton;

Rgba16 color_of_key(std::uint32_t key) {
  const auto channel = [key](unsigned shift) {
    return static_cast<std::uint16_t>(257 * gather_third_bits(key >> shift));
  };
  return {channel(2), channel(1), channel(0), 65535};
}

using ByteTable = std::unique_ptr<std::uint8_t[]>;

// The counts of one part of the picture.
class Strip {
 public:
  void count(const std::uint8_t* rgb, const std::uint8_t* end) {
    low_ = std::make_unique_for_overwrite<std::uint8_t[]>(kColors);
    high_ = zeros<std::uint32_t>(kColors);
    while (rgb != end) {
      throw_if_stopped();
      const std::uint8_t* some = rgb + std::min<std::ptrdiff_t>(end - rgb, 3 * kPixelsAtOnce);
      for (; rgb != some; rgb += 3) {
        const std::uint32_t key = kMorton(rgb);
        if (used_[key / kBlock] == 0) {
          used_[key / kBlock] = 1;
          std::fill_n(low_.get() + key / kBlock * kBlock, kBlock, std::uint8_t{0});
        }
        if (++low_[key] == 0) {
          ++high_[key];
          carried_[key / kBlock] = 1;
        }
      }
    }
  }

  [[nodiscard]] bool used(std::size_t block) const { return used_[block] != 0; }

  [[nodiscard]] bool carried(std::size_t block) const { return carried_[block] != 0; }

  // Eight counts as bytes, without what they carried.
  [[nodiscard]] std::uint64_t low_bytes(std::size_t key) const {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, low_.get() + key, sizeof(bytes));
    if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
    return bytes;
  }

  [[nodiscard]] std::uint64_t count_of(std::size_t key) const {
    return low_[key] + (carried(key / kBlock) ? std::uint64_t{high_[key]} << 8U : 0);
  }

  ByteTable release_table() { return std::move(low_); }

 private:
  static constexpr std::ptrdiff_t kPixelsAtOnce = 1 << 16;  // until it is asked whether to stop

  ByteTable low_;  // where blocks are used; anything elsewhere
  std::unique_ptr<std::uint32_t[], Free> high_;
  std::array<std::uint8_t, kBlocks> used_{};
  std::array<std::uint8_t, kBlocks> carried_{};
};

class DenseLookup : public PixelLookup {
 public:
  // The table may hold anything; its pages are there already where colors are.
  DenseLookup(const std::vector<std::uint64_t>& keys, ByteTable table)
      : keys_(keys.begin(), keys.end()), table_(std::move(table)) {}

  void map(const Image& image, std::span<const std::uint32_t> labels, Workers& workers,
           Buffer<std::uint8_t>& out) override {
    map_by(table_.get(), image, labels, workers, out);
  }
  void map(const Image& image, std::span<const std::uint32_t> labels, Workers& workers,
           Buffer<std::uint16_t>& out) override {
    map_by(zeros<std::uint16_t>(kColors).get(), image, labels, workers, out);
  }

 private:
  template <class Label>
  void map_by(Label* table, const Image& image, std::span<const std::uint32_t> labels, Workers& workers,
              Buffer<Label>& out) const {
    for (std::size_t i = 0; i < keys_.size(); ++i) table[keys_[i]] = static_cast<Label>(labels[i]);
    const std::size_t pixels = image.pixels();
    out.resize(pixels);
    constexpr std::size_t chunk_pixels = 1U << 16U;
    workers.run((pixels + chunk_pixels - 1) / chunk_pixels, [&](std::size_t chunk, std::size_t) {
      const std::size_t end = std::min(pixels, (chunk + 1) * chunk_pixels);
      const std::uint8_t* rgb = image.samples.data() + chunk * chunk_pixels * 3;
      for (std::size_t i = chunk * chunk_pixels; i < end; ++i, rgb += 3) out[i] = table[kMorton(rgb)];
    });
  }

  std::vector<std::uint32_t> keys_;
  ByteTable table_;
};

using Strips = std::vector<std::unique_ptr<Strip>>;

void collect_block(const Strips& strips, std::size_t block, ColorHistogram& histogram) {
  std::array<const Strip*, kMostStrips> counted{};
  std::size_t uses = 0;
  bool carried = false;
  for (const auto& strip : strips) {
    if (!strip->used(block)) continue;
    counted[uses++] = strip.get();
    carried |= strip->carried(block);
  }
  if (uses == 0) return;
  const std::span<const Strip* const> users(counted.data(), uses);
  for (std::size_t eight = block * kBlock; eight < (block + 1) * kBlock; eight += 8) {
    std::uint64_t any = 0;
    for (const Strip* strip : users) any |= strip->low_bytes(eight);
    // What is left of a count that carried may be zero.
    if (carried) any = ~std::uint64_t{0};
    while (any != 0) {
      const auto byte = static_cast<unsigned>(std::countr_zero(any)) / 8;
      any &= ~(std::uint64_t{0xFF} << (8 * byte));
      const std::size_t key = eight + byte;
      std::uint64_t count = 0;
      for (const Strip* strip : users) count += strip->count_of(key);
      if (count == 0) continue;
      histogram.keys.push_back(key);
      histogram.counts.push_back(count);
      histogram.colors.push_back(color_of_key(static_cast<std::uint32_t>(key)));
    }
  }
}

template <class Value>
void append(const std::vector<Value>& part, std::vector<Value>& whole) {
  whole.insert(whole.end(), part.begin(), part.end());
}

// The colors in use, part by part of the table, then put together in its order.
ColorHistogram collect(const Strips& strips, Workers& workers) {
  constexpr std::size_t part_count = 128;
  constexpr std::size_t part_blocks = kBlocks / part_count;
  std::vector<ColorHistogram> parts(part_count);
  workers.run(part_count, [&](std::size_t part, std::size_t) {
    for (std::size_t block = part * part_blocks; block < (part + 1) * part_blocks; ++block) {
      collect_block(strips, block, parts[part]);
    }
  });
  std::size_t colors = 0;
  for (const ColorHistogram& part : parts) colors += part.size();
  ColorHistogram whole;
  whole.keys.reserve(colors);
  whole.counts.reserve(colors);
  whole.colors.reserve(colors);
  for (const ColorHistogram& part : parts) {
    throw_if_stopped();
    append(part.keys, whole.keys);
    append(part.counts, whole.counts);
    append(part.colors, whole.colors);
  }
  return whole;
}

}  // namespace

ColorHistogram count_dense(const Image& image, Workers& workers) {
  const std::size_t pixels = image.pixels();
  Strips strips(std::clamp<std::size_t>(pixels / kStripPixels, 1, std::min(workers.count(), kMostStrips)));
  const auto start_of = [&](std::size_t strip) { return image.samples.data() + 3 * (pixels * strip / strips.size()); };
  workers.run(strips.size(), [&](std::size_t strip, std::size_t) {
    strips[strip] = std::make_unique<Strip>();
    strips[strip]->count(start_of(strip), start_of(strip + 1));
  });
  ColorHistogram result = collect(strips, workers);
  result.key_bits = 24;
  result.lookup = std::make_unique<DenseLookup>(result.keys, strips.front()->release_table());
  return result;
}

}  // namespace kvant
