#include "color/threshold_map.hpp"

#include <array>

#include "kmeans/random.hpp"

namespace kvant {
namespace {

constexpr std::size_t kSize = 64;
constexpr std::size_t kPixels = kSize * kSize;
constexpr std::size_t kReach = 9;  // beyond it the weights are 0

// How crowded each pixel of a tile is that repeats in all directions: ones are spread by a Gaussian of sigma 1.5. The
// weights are integers, so that sums do not depend on the order in which ones come and go.
class Crowding {
 public:
  Crowding() {
    constexpr double ratio = 0.800737402916808;              // exp(-1 / (2 * 1.5^2))
    std::array<double, 2 * kReach * kReach + 1> gaussian{};  // by squared distance
    gaussian[0] = 1;
    for (std::size_t i = 1; i < gaussian.size(); ++i) gaussian[i] = gaussian[i - 1] * ratio;
    for (std::size_t y = 0; y <= kReach; ++y) {
      for (std::size_t x = 0; x <= kReach; ++x) {
        weights_[y][x] = static_cast<std::int32_t>(gaussian[x * x + y * y] * (1 << 24));
      }
    }
  }

  [[nodiscard]] bool one(std::size_t pixel) const { return ones_[pixel]; }

  void set(std::size_t pixel, bool one) {
    ones_[pixel] = one;
    const auto reach = static_cast<std::ptrdiff_t>(kReach);
    for (std::ptrdiff_t dy = -reach; dy <= reach; ++dy) {
      const std::size_t row = (pixel / kSize + kSize + static_cast<std::size_t>(dy)) % kSize * kSize;
      for (std::ptrdiff_t dx = -reach; dx <= reach; ++dx) {
        const std::size_t place = row + (pixel + kSize + static_cast<std::size_t>(dx)) % kSize;
        const std::int32_t weight = weights_[dy < 0 ? -dy : dy][dx < 0 ? -dx : dx];
        sums_[place] += one ? weight : -weight;
      }
    }
  }

  // The most crowded one, or the least crowded zero; the first of several.
  [[nodiscard]] std::size_t tightest_cluster() const { return extreme(true); }
  [[nodiscard]] std::size_t largest_void() const { return extreme(false); }

 private:
  [[nodiscard]] std::size_t extreme(bool one) const {
    std::size_t best = kPixels;
    for (std::size_t i = 0; i < kPixels; ++i) {
      if (ones_[i] != one) continue;
      if (best == kPixels || (one ? sums_[i] > sums_[best] : sums_[i] < sums_[best])) best = i;
    }
    return best;
  }

  std::array<std::array<std::int32_t, kReach + 1>, kReach + 1> weights_{};
  std::array<std::int32_t, kPixels> sums_{};
  std::array<bool, kPixels> ones_{};
};

// Ones in a tenth of the pixels, spread evenly: the tightest cluster moves to the largest void until they are one.
Crowding initial_pattern(std::size_t ones) {
  Crowding pattern;
  Random random(1);
  for (std::size_t count = 0; count < ones;) {
    const std::size_t pixel = random.bits() % kPixels;
    if (pattern.one(pixel)) continue;
    pattern.set(pixel, true);
    ++count;
  }
  while (true) {
    const std::size_t cluster = pattern.tightest_cluster();
    pattern.set(cluster, false);
    const std::size_t gap = pattern.largest_void();
    pattern.set(gap, true);
    if (gap == cluster) return pattern;
  }
}

ThresholdMap void_and_cluster() {
  ThresholdMap map{kSize, std::vector<std::uint16_t>(kPixels)};
  constexpr std::size_t ones = kPixels / 10;
  const Crowding start = initial_pattern(ones);
  Crowding pattern = start;
  for (std::size_t rank = ones; rank-- > 0;) {
    const std::size_t pixel = pattern.tightest_cluster();
    map.ranks[pixel] = static_cast<std::uint16_t>(rank);
    pattern.set(pixel, false);
  }
  // Where more than half are ones, the tightest cluster of zeros is the largest void among ones: their sums of weights
  // add up to the same everywhere.
  pattern = start;
  for (std::size_t rank = ones; rank < kPixels; ++rank) {
    const std::size_t pixel = pattern.largest_void();
    map.ranks[pixel] = static_cast<std::uint16_t>(rank);
    pattern.set(pixel, true);
  }
  return map;
}

}  // namespace

ThresholdMap bayer_map() {
  constexpr std::size_t bits = 3;
  ThresholdMap map{std::size_t{1} << bits, {}};
  for (std::size_t y = 0; y < map.size; ++y) {
    for (std::size_t x = 0; x < map.size; ++x) {
      std::size_t rank = 0;
      for (std::size_t bit = 0; bit < bits; ++bit) {
        const std::size_t across = x >> bit & 1U;
        const std::size_t down = y >> bit & 1U;
        rank = rank << 2U | (across ^ down) << 1U | down;
      }
      map.ranks.push_back(static_cast<std::uint16_t>(rank));
    }
  }
  return map;
}

const ThresholdMap& blue_noise_map() {
  static const ThresholdMap map = void_and_cluster();
  return map;
}

}  // namespace kvant
