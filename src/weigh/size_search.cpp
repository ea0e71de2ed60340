#include "weigh/size_search.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <map>
#include <vector>

namespace kvant {
namespace {

constexpr std::size_t kLeastSamplePixels = std::size_t{1} << 16;
constexpr std::size_t kMostSampleShare = 64;  ///< of large pictures
constexpr std::uint32_t kTileWidth = 256;
constexpr std::uint32_t kTileHeight = 32;
constexpr int kMostMeasured = 4;

/// What is known of the sizes: some measured, all foretold, and how the two relate.
class Sizes {
 public:
  explicit Sizes(const SizeSearch& search) : search_(search) {}

  /// True if so many colors fit.
  bool measure(std::uint32_t colors) {
    const auto bytes = search_.measure(colors);
    factors_[colors] = static_cast<double>(bytes) / foretold(colors);
    (bytes <= search_.aim ? fits_ : fails_).push_back(colors);
    if (bytes <= search_.aim) near_ = near_ || 50 * (search_.aim - bytes) < search_.aim;
    return bytes <= search_.aim;
  }

  [[nodiscard]] bool near() const { return near_; }

  [[nodiscard]] std::optional<std::uint32_t> most_that_fits() const {
    if (fits_.empty()) return std::nullopt;
    return *std::max_element(fits_.begin(), fits_.end());
  }

  /// The most colors between those known to fit and the next ones known not to whose size should be so far below the
  /// aim; none if there is nothing between.
  std::optional<std::uint32_t> likeliest(double share_of_aim) {
    std::uint32_t low = most_that_fits().value_or(search_.least - 1) + 1;
    std::uint32_t high = search_.most;
    for (const std::uint32_t colors : fails_) {
      if (colors >= low) high = std::min(high, colors - 1);
    }
    if (low > high) return std::nullopt;
    const double bound = share_of_aim * static_cast<double>(search_.aim);
    while (low < high) {
      const std::uint32_t middle = low + (high - low + 1) / 2;
      if (foretold(middle) * factor_at(middle) <= bound) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

 private:
  double foretold(std::uint32_t colors) {
    const auto found = foretold_.find(colors);
    return found != foretold_.end() ? found->second : foretold_[colors] = search_.foretell(colors);
  }

  /// Measured over foretold, on a straight line between the numbers of colors where it is known.
  [[nodiscard]] double factor_at(std::uint32_t colors) const {
    if (factors_.empty()) return 1;
    const auto above = factors_.lower_bound(colors);
    if (above == factors_.begin()) return above->second;
    const auto below = std::prev(above);
    if (above == factors_.end()) return below->second;
    const double place = static_cast<double>(colors - below->first) / (above->first - below->first);
    return below->second + place * (above->second - below->second);
  }

  const SizeSearch& search_;
  std::map<std::uint32_t, double> foretold_;
  std::map<std::uint32_t, double> factors_;
  std::vector<std::uint32_t> fits_;
  std::vector<std::uint32_t> fails_;
  bool near_ = false;
};

}  // namespace

Image sample_of(const Image& image) {
  const std::size_t pixels = std::max(kLeastSamplePixels, image.pixels() / kMostSampleShare);
  if (image.pixels() <= pixels) return image;
  const std::uint32_t width = std::min(image.width, kTileWidth);
  const std::uint32_t height = std::min(image.height, kTileHeight);
  const auto tiles = static_cast<std::uint32_t>(pixels / (std::size_t{width} * height));
  const std::size_t pixel = std::size_t{image.channels} * image.depth / 8;
  Image sample{width, height * tiles, image.channels, image.depth, {}};
  sample.samples.resize(sample.pixels() * pixel);
  std::uint8_t* out = sample.samples.data();
  for (std::uint32_t tile = 0; tile < tiles; ++tile) {
    // Down the picture evenly, and across it by steps of the golden section, which leave no column out.
    const std::uint64_t top = std::uint64_t{image.height - height} * tile / std::max(tiles - 1, 1U);
    const std::uint64_t left = std::uint64_t{image.width - width} * (tile * 2'654'435'769U >> 16) >> 16;
    for (std::uint32_t y = 0; y < height; ++y, out += width * pixel) {
      std::memcpy(out, image.samples.data() + ((top + y) * image.width + left) * pixel, width * pixel);
    }
  }
  return sample;
}

std::optional<std::uint32_t> most_colors_within(const SizeSearch& search) {
  // The fourth leaves room for an estimate that is wrong, if none was found so far; so do those after it.
  constexpr double sure = 0.95;
  Sizes sizes(search);
  double share = 1;
  for (int measured = 0; measured < kMostMeasured || !sizes.most_that_fits(); ++measured) {
    if (measured + 1 >= kMostMeasured && !sizes.most_that_fits()) share *= sure;
    const std::optional<std::uint32_t> colors = sizes.likeliest(share);
    if (!colors) break;
    if (sizes.measure(*colors) && sizes.near()) break;
  }
  return sizes.most_that_fits();
}

}  // namespace kvant
