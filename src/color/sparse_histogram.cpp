// Counting by hashing, for pictures whose colors are too many for a table: with alpha, or with 16 bits per channel.

#include <algorithm>
#include <numeric>

#include "color/color_histogram.hpp"
#include "color/color_key.hpp"
#include "color/pixel_reader.hpp"

namespace kvant {
namespace {

// Open addressing with linear probing: packed color -> number of the color.
class ColorTable {
 public:
  ColorTable() : slots_(std::size_t{1} << 12U) {}

  // The number of a color; new colors get the next.
  std::uint32_t add(std::uint64_t color) {
    std::size_t slot = find(color);
    if (slots_[slot].number == kFree) {
      if (2 * (count_ + 1) > slots_.size()) {
        grow();
        slot = find(color);
      }
      slots_[slot] = {color, static_cast<std::uint32_t>(count_++)};
    }
    return slots_[slot].number;
  }
  [[nodiscard]] std::uint32_t number(std::uint64_t color) const { return slots_[find(color)].number; }
  [[nodiscard]] std::size_t count() const { return count_; }

  // Gives each color another number.
  void renumber(const std::vector<std::uint32_t>& numbers) {
    for (Slot& slot : slots_) {
      if (slot.number != kFree) slot.number = numbers[slot.number];
    }
  }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;
  struct Slot {
    std::uint64_t color = 0;
    std::uint32_t number = kFree;
  };

  [[nodiscard]] std::size_t find(std::uint64_t color) const {
    // The finalizer of SplitMix64 spreads neighboring colors over the table.
    std::uint64_t hash = (color ^ (color >> 30U)) * 0xbf58476d1ce4e5b9U;
    hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
    std::size_t slot = (hash ^ (hash >> 31U)) & (slots_.size() - 1);
    while (slots_[slot].number != kFree && slots_[slot].color != color) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
  }

  void grow() {
    std::vector<Slot> old(2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.number != kFree) slots_[find(slot.color)] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

class SparseLookup : public PixelLookup {
 public:
  explicit SparseLookup(ColorTable table) : table_(std::move(table)) {}

  void map(const Image& image, std::span<const std::uint32_t> labels, Workers& workers,
           Buffer<std::uint8_t>& out) override {
    map_to(image, labels, workers, out);
  }
  void map(const Image& image, std::span<const std::uint32_t> labels, Workers& workers,
           Buffer<std::uint16_t>& out) override {
    map_to(image, labels, workers, out);
  }

 private:
  template <class Label>
  void map_to(const Image& image, std::span<const std::uint32_t> labels, Workers& workers, Buffer<Label>& out) const {
    const PixelReader read(image);
    out.resize(image.pixels());
    constexpr std::size_t chunk_pixels = 1U << 16U;
    workers.run((out.size() + chunk_pixels - 1) / chunk_pixels, [&](std::size_t chunk, std::size_t) {
      const std::size_t end = std::min(out.size(), (chunk + 1) * chunk_pixels);
      for (std::size_t i = chunk * chunk_pixels; i < end; ++i) {
        out[i] = static_cast<Label>(labels[table_.number(pack(read(i)))]);
      }
    });
  }

  ColorTable table_;
};

}  // namespace

ColorHistogram count_sparse(const Image& image, Workers& /*workers*/) {
  const PixelReader read(image);
  ColorTable table;
  std::vector<std::uint64_t> counts;
  std::vector<Rgba16> colors;
  ColorHistogram result;
  for (std::size_t i = 0; i < image.pixels(); ++i) {
    const Rgba16 color = read(i);
    const std::uint32_t number = table.add(pack(color));
    if (number == counts.size()) {
      counts.push_back(0);
      colors.push_back(color);
      result.has_alpha |= color.a != 65535;
    }
    ++counts[number];
  }

  const std::size_t n = colors.size();
  std::vector<std::uint64_t> keys(n);
  for (std::size_t i = 0; i < n; ++i) keys[i] = key_of(colors[i], result.has_alpha);
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return keys[a] != keys[b] ? keys[a] < keys[b] : pack(colors[a]) < pack(colors[b]);
  });
  std::vector<std::uint32_t> place(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t number = order[i];
    place[number] = static_cast<std::uint32_t>(i);
    result.colors.push_back(colors[number]);
    result.counts.push_back(counts[number]);
    result.keys.push_back(keys[number]);
  }
  result.key_bits = key_bits(result.has_alpha);
  table.renumber(place);
  result.lookup = std::make_unique<SparseLookup>(std::move(table));
  return result;
}

}  // namespace kvant
