#include "color/merge_histograms.hpp"

#include <utility>

#include "color/color_key.hpp"

namespace kvant {
namespace {

// Gives the colors, whose order stays, keys of another kind.
std::vector<std::uint64_t> keys_of(const ColorHistogram& histogram, std::uint32_t bits, bool has_alpha) {
  if (histogram.key_bits == bits) return histogram.keys;
  std::vector<std::uint64_t> keys;
  keys.reserve(histogram.size());
  for (const Rgba16& color : histogram.colors) keys.push_back(key_of(color, has_alpha));
  return keys;
}

// One of two histograms that are merged.
class Source {
 public:
  Source(const ColorHistogram& histogram, std::uint32_t bits, bool has_alpha)
      : histogram_(histogram), keys_(keys_of(histogram, bits, has_alpha)) {}

  [[nodiscard]] bool ended() const { return next_ == histogram_.size(); }

  // In the order of the merged histogram.
  [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> place() const {
    return {keys_[next_], pack(histogram_.colors[next_])};
  }

  // Adds the next color to the end of the histogram, as a new one or to the count of the last.
  void move_to(ColorHistogram& merged, bool is_new) {
    const std::uint64_t flat = histogram_.flat.empty() ? 0 : histogram_.flat[next_];
    if (is_new) {
      merged.colors.push_back(histogram_.colors[next_]);
      merged.keys.push_back(keys_[next_]);
      merged.counts.push_back(histogram_.counts[next_]);
      merged.flat.push_back(flat);
    } else {
      merged.counts.back() += histogram_.counts[next_];
      merged.flat.back() += flat;
    }
    ++next_;
  }

 private:
  const ColorHistogram& histogram_;
  std::vector<std::uint64_t> keys_;
  std::size_t next_ = 0;
};

}  // namespace

void merge(const ColorHistogram& from, ColorHistogram& into) {
  ColorHistogram merged;
  merged.has_alpha = from.has_alpha || into.has_alpha;
  const bool alike = into.size() == 0 || from.key_bits == into.key_bits;
  merged.key_bits = alike ? from.key_bits : key_bits(merged.has_alpha);
  Source a(into, merged.key_bits, merged.has_alpha);
  Source b(from, merged.key_bits, merged.has_alpha);
  while (!a.ended() || !b.ended()) {
    if (b.ended() || (!a.ended() && a.place() < b.place())) {
      a.move_to(merged, true);
    } else {
      const bool both = !a.ended() && a.place() == b.place();
      if (both) a.move_to(merged, true);
      b.move_to(merged, !both);
    }
  }
  if (from.flat.empty() && into.flat.empty()) merged.flat.clear();
  into = std::move(merged);
}

}  // namespace kvant
