#include "image/palette_order.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "image/fixed_log2.hpp"
#include "image/palette_order_kernel.hpp"

namespace kvant {
namespace {

using Order = std::vector<std::uint16_t>;

/// A square table of how often two palette entries lie side by side; symmetric, in whole numbers.
template <class Number>
class PairTable {
 public:
  explicit PairTable(std::size_t size) : size_(size), values_(size * size) {}
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] Number* row(std::size_t i) { return values_.data() + i * size_; }
  [[nodiscard]] const Number* row(std::size_t i) const { return values_.data() + i * size_; }
  void rotate_rows(std::size_t from, std::size_t to) {
    if (from < to) {
      std::rotate(row(from), row(from + 1), row(to + 1));
    } else {
      std::rotate(row(to), row(from), row(from + 1));
    }
  }

 private:
  std::size_t size_;
  std::vector<Number> values_;
};

/// Moves one element to another place; those in between make room.
template <class Number>
void rotate(Number* values, std::size_t from, std::size_t to) {
  if (from < to) {
    std::rotate(values + from, values + from + 1, values + to + 1);
  } else {
    std::rotate(values + to, values + from, values + from + 1);
  }
}

/// Counts neighbors, in evenly spread pairs of rows of about a million pixels.
PairTable<std::uint32_t> count_pairs(const IndexedView& view, Neighbors neighbors) {
  constexpr std::uint64_t sample_pixels = 1 << 20;
  const std::uint64_t pixels = std::uint64_t{view.width()} * view.height();
  const std::uint64_t step = std::max<std::uint64_t>(1, pixels / sample_pixels);
  PairTable<std::uint32_t> counts(view.palette().size());
  std::vector<std::uint16_t> above(view.width());
  for (std::uint64_t y = 0; y < view.height(); y += step) {
    const bool has_above = neighbors == Neighbors::left_and_above && y > 0;
    if (has_above) {
      view.for_row(static_cast<std::uint32_t>(y - 1), [&](std::uint32_t x, std::uint16_t index) { above[x] = index; });
    }
    std::uint16_t left = 0;
    view.for_row(static_cast<std::uint32_t>(y), [&](std::uint32_t x, std::uint16_t index) {
      if (x != 0) ++counts.row(left)[index];
      if (has_above) ++counts.row(above[x])[index];
      left = index;
    });
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) counts.row(i)[j] = counts.row(j)[i] = counts.row(i)[j] + counts.row(j)[i];
  }
  return counts;
}

/// Places the entry that is tied most to those placed already at the end to which it is tied more.
Order zeng_order(const PairTable<std::uint32_t>& pairs) {
  const std::size_t size = pairs.size();
  std::size_t seed = 1;
  std::size_t partner = 0;
  for (std::size_t i = 1; i < size; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (pairs.row(i)[j] > pairs.row(seed)[partner]) seed = i, partner = j;
    }
  }
  std::vector<std::uint16_t> order = {static_cast<std::uint16_t>(seed), static_cast<std::uint16_t>(partner)};
  std::vector<std::uint64_t> ties(size);
  std::vector<bool> placed(size);
  const auto place = [&](std::size_t entry) {
    placed[entry] = true;
    for (std::size_t i = 0; i < size; ++i) ties[i] += pairs.row(entry)[i];
  };
  place(seed);
  place(partner);
  while (order.size() < size) {
    std::size_t best = size;
    for (std::size_t i = 0; i < size; ++i) {
      if (!placed[i] && (best == size || ties[i] > ties[best])) best = i;
    }
    std::int64_t leaning = 0;  // above 0: nearer to what lies in front
    const auto length = static_cast<std::int64_t>(order.size());
    for (std::int64_t i = 0; i < length; ++i) {
      leaning += (length - 1 - 2 * i) * std::int64_t{pairs.row(best)[order[static_cast<std::size_t>(i)]]};
    }
    order.insert(leaning > 0 ? order.begin() : order.end(), static_cast<std::uint16_t>(best));
    place(best);
  }
  return order;
}

/// Lowers the entropy of the differences between neighbors: given what each difference costs now, swaps and moves
/// entries where that pays; then the costs follow the new differences.
class OrderSearch {
 public:
  OrderSearch(const PairTable<std::uint32_t>& pairs, Order order)
      : order_(std::move(order)), pairs_(order_.size()), costs_(2 * order_.size()) {
    // Counts are scaled to fit 16 bits per row's sum: products of 16-bit numbers are what every machine sums fastest.
    std::uint64_t largest = 1;
    for (std::size_t i = 0; i < size(); ++i) {
      std::uint64_t sum = 0;
      for (std::size_t j = 0; j < size(); ++j) sum += i == j ? 0 : pairs.row(i)[j];
      largest = std::max(largest, sum);
    }
    const std::uint64_t limit = 32767;
    for (std::size_t i = 0; i < size(); ++i) {
      for (std::size_t j = 0; j < size(); ++j) {
        const std::uint64_t count = pairs.row(order_[i])[order_[j]];
        const std::uint64_t scaled = largest > limit ? count * limit / largest : count;
        if (i == j) {
          same_ += scaled;
        } else {
          pairs_.row(i)[j] = static_cast<std::int16_t>(scaled);
        }
      }
    }
  }

  /// Swaps only, which soon finds most.
  Order swap() {
    constexpr int rounds = 2;
    use_distance_costs();
    swap_all();
    for (int round = 1; round < rounds; ++round) {
      use_entropy_costs();
      if (!swap_all()) break;
    }
    return std::move(order_);
  }

  /// Moves too, which find more and take longer.
  Order move(int rounds) {
    for (int round = 0; round < rounds; ++round) {
      use_entropy_costs();
      const bool moved = move_all();
      if (!swap_all() && !moved) break;
    }
    return std::move(order_);
  }

 private:
  [[nodiscard]] std::size_t size() const { return order_.size(); }

  [[nodiscard]] OrderCosts costs() const { return {.size = size(), .pairs = pairs_.row(0), .costs = costs_.data()}; }

  void set_cost(std::size_t difference, unsigned cost) {
    costs_[size() + difference] = costs_[size() - difference] = static_cast<std::int16_t>(cost);
  }

  void use_distance_costs() {
    for (std::size_t d = 0; d < size(); ++d) set_cost(d, static_cast<unsigned>(d));
    costs_[0] = costs_[1];
  }

  /// -log2 of the share of each difference, smoothed over similar ones and never falling with distance.
  void use_entropy_costs() {
    std::vector<std::uint64_t> sums(size() + 1);  // of the counts of differences below
    std::vector<std::uint64_t> counts(size());
    for (std::size_t i = 0; i < size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) counts[i - j] += static_cast<std::uint64_t>(pairs_.row(i)[j]);
    }
    for (std::size_t d = 0; d < size(); ++d) sums[d + 1] = sums[d] + counts[d];
    const std::uint64_t unit = 16;
    const std::uint64_t all = fixed_log2((2 * sums[size()] + same_ + size()) * unit);
    unsigned cost = 0;
    for (std::size_t d = 1; d < size(); ++d) {
      const std::size_t first = d - std::min(d - 1, d / 8);
      const std::size_t last = std::min(d + d / 8, size() - 1);
      // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): first <= d <= last
      const std::uint64_t smooth = (sums[last + 1] - sums[first]) * unit / (last + 1 - first) + unit;
      cost = std::max<unsigned>(cost, static_cast<unsigned>(all - std::min<std::uint64_t>(all, fixed_log2(smooth))));
      set_cost(d, cost);
    }
    set_cost(0, 0);
    costs_[0] = costs_[1];
  }

  /// Tries every swap once; true if some paid.
  bool swap_all() {
    bool changed = false;
    for (std::size_t i = 0; i < size(); ++i) {
      for (std::size_t j = next_swap(costs(), i, i + 1); j < size(); j = next_swap(costs(), i, j + 1)) {
        changed = true;
        std::swap(order_[i], order_[j]);
        std::swap_ranges(pairs_.row(i), pairs_.row(i) + size(), pairs_.row(j));
        for (std::size_t k = 0; k < size(); ++k) std::swap(pairs_.row(k)[i], pairs_.row(k)[j]);
      }
    }
    return changed;
  }

  /// Moves every entry once to the place where it is cheapest, those in between making room; true if some paid.
  bool move_all() {
    bool changed = false;
    for (const std::uint16_t entry : Order(order_)) {
      const auto from = static_cast<std::size_t>(std::find(order_.begin(), order_.end(), entry) - order_.begin());
      const std::size_t to = cheapest_place(costs(), from);
      if (to == from) continue;
      changed = true;
      rotate(order_.data(), from, to);
      pairs_.rotate_rows(from, to);
      for (std::size_t k = 0; k < size(); ++k) rotate(pairs_.row(k), from, to);
    }
    return changed;
  }

  Order order_;
  PairTable<std::int16_t> pairs_;    ///< by position
  std::uint64_t same_ = 0;           ///< neighbors of one color
  std::vector<std::int16_t> costs_;  ///< of differences from -size to size - 1
};

Order identity(std::size_t size) {
  Order order(size);
  std::iota(order.begin(), order.end(), std::uint16_t{0});
  return order;
}

}  // namespace

std::vector<std::uint16_t> order_by_luminance(const IndexedView& view) {
  const auto luminance = [&](std::uint16_t i) {
    const Color c = view.palette()[i];
    return 299 * c.r + 587 * c.g + 114 * c.b;
  };
  Order order = identity(view.palette().size());
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return luminance(a) < luminance(b); });
  return order;
}

std::vector<std::uint16_t> order_by_neighbors(const IndexedView& view, Neighbors neighbors) {
  if (view.palette().size() < 3) return identity(view.palette().size());
  const PairTable<std::uint32_t> pairs = count_pairs(view, neighbors);
  return OrderSearch(pairs, zeng_order(pairs)).swap();
}

std::vector<std::uint16_t> improve_order(const IndexedView& view, Neighbors neighbors, int move_rounds) {
  Order order = identity(view.palette().size());
  if (order.size() < 3 || move_rounds == 0) return order;
  return OrderSearch(count_pairs(view, neighbors), order).move(move_rounds);
}

std::vector<std::uint16_t> transparent_first(const IndexedView& view, std::vector<std::uint16_t> order) {
  std::stable_partition(order.begin(), order.end(), [&](std::uint16_t i) { return view.palette()[i].a != 255; });
  return order;
}

}  // namespace kvant
