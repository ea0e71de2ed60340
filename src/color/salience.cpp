#include "color/salience.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "color/palette.hpp"

namespace kvant {
namespace {

constexpr int kLargestStep = 16 * 257;  // between neighbors that look alike, in 16-bit values of a channel
constexpr double kSmallestArea = 1e-3;  // of the picture
constexpr std::uint32_t kCellBits = 3;  // per dimension: cells of 32 steps of 256
constexpr std::uint32_t kExponentBits = 16;

// One row after another, as numbers that can be compared. The row before the first is the first, and so at the end.
class Rows {
 public:
  explicit Rows(const Image& image) : image_(image) {}

  [[nodiscard]] const std::uint8_t* row(std::size_t y) const {
    return image_.samples.data() + std::min<std::size_t>(y, image_.height - 1) * image_.width * pixel_bytes();
  }
  [[nodiscard]] std::size_t pixel_bytes() const { return std::size_t{image_.channels} * image_.depth / 8; }

  [[nodiscard]] bool alike(const std::uint8_t* p, const std::uint8_t* q) const {
    return image_.depth == 8 ? alike_samples<std::uint8_t, 257>(p, q) : alike_samples<std::uint16_t, 1>(p, q);
  }

 private:
  template <class Sample, int unit>
  [[nodiscard]] bool alike_samples(const std::uint8_t* p, const std::uint8_t* q) const {
    bool alike = true;
    for (std::size_t channel = 0; channel < image_.channels; ++channel) {
      Sample a = 0;
      Sample b = 0;
      std::memcpy(&a, p + channel * sizeof(Sample), sizeof(Sample));
      std::memcpy(&b, q + channel * sizeof(Sample), sizeof(Sample));
      alike &= std::abs(int{a} - int{b}) * unit <= kLargestStep;
    }
    return alike;
  }

  const Image& image_;
};

// The flat pixels of rows [begin, end), one after another.
Buffer<std::uint8_t> flat_pixels(const Image& image, std::size_t begin, std::size_t end) {
  const Rows rows(image);
  const std::size_t step = rows.pixel_bytes();
  Buffer<std::uint8_t> flat;
  for (std::size_t y = begin; y < end; ++y) {
    const std::uint8_t* above = rows.row(y == 0 ? 0 : y - 1);
    const std::uint8_t* row = rows.row(y);
    const std::uint8_t* below = rows.row(y + 1);
    for (std::size_t x = 0; x < image.width; ++x) {
      const std::uint8_t* pixel = row + x * step;
      const std::uint8_t* left = x == 0 ? pixel : pixel - step;
      const std::uint8_t* right = x + 1 == image.width ? pixel : pixel + step;
      if (rows.alike(pixel, left) && rows.alike(pixel, right) && rows.alike(pixel, above + x * step) &&
          rows.alike(pixel, below + x * step)) {
        flat.insert(flat.end(), pixel, pixel + step);
      }
    }
  }
  return flat;
}

// base^share, for a share from 0 to 1 rounded to 1/65,536, by square roots: the same bits on every machine.
double power(double base, double share) {
  const auto bits = static_cast<std::uint32_t>(std::lround(std::ldexp(share, kExponentBits)));
  if (bits >> kExponentBits != 0) return base;
  double result = 1;
  double root = base;
  for (std::uint32_t bit = kExponentBits; bit-- > 0;) {
    root = std::sqrt(root);
    if ((bits >> bit & 1U) != 0) result *= root;
  }
  return result;
}

}  // namespace

void count_flat(const Image& image, ColorHistogram& histogram, Workers& workers) {
  constexpr std::size_t rows_per_task = 64;
  std::vector<Buffer<std::uint8_t>> parts((image.height + rows_per_task - 1) / rows_per_task);
  workers.run(parts.size(), [&](std::size_t part, std::size_t) {
    const std::size_t begin = part * rows_per_task;
    parts[part] = flat_pixels(image, begin, std::min<std::size_t>(image.height, begin + rows_per_task));
  });
  histogram.flat.assign(histogram.size(), 0);
  // They are counted as a picture of their own, whose colors come in the same order.
  Image flat{0, 1, image.channels, image.depth, {}};
  for (const Buffer<std::uint8_t>& part : parts) flat.samples.insert(flat.samples.end(), part.begin(), part.end());
  flat.width = static_cast<std::uint32_t>(flat.samples.size() /
                                          std::max<std::size_t>(1, std::size_t{image.channels} * image.depth / 8));
  if (flat.width == 0) return;
  const ColorHistogram counted = count_colors(flat, workers);
  std::size_t color = 0;
  for (std::size_t i = 0; i < counted.size(); ++i, ++color) {
    while (histogram.colors[color] != counted.colors[i]) ++color;
    histogram.flat[color] = counted.counts[i];
  }
}

std::vector<double> salient_weights(const ColorHistogram& histogram, double salience) {
  std::vector<double> weights(histogram.counts.begin(), histogram.counts.end());
  if (histogram.flat.empty()) return weights;
  double pixels = 0;
  for (double count : weights) pixels += count;
  const std::uint32_t shift = histogram.key_bits - kCellBits * (histogram.has_alpha ? 4 : 3);
  for (std::size_t begin = 0; begin < weights.size();) {
    const std::uint64_t cell = histogram.keys[begin] >> shift;
    std::size_t end = begin;
    double area = 0;
    for (; end < weights.size() && histogram.keys[end] >> shift == cell; ++end) {
      area += static_cast<double>(histogram.flat[end]);
    }
    const double gain = power(1 / std::max(area / pixels, kSmallestArea), salience);
    for (; begin < end; ++begin) weights[begin] += static_cast<double>(histogram.flat[begin]) * (gain - 1);
  }
  return weights;
}

ColorHistogram count_colors(const Image& image, const QuantizeOptions& options, Workers& workers) {
  ColorHistogram histogram = count_colors(image, workers);
  if (options.salience > 0) count_flat(image, histogram, workers);
  return histogram;
}

Points to_points(const ColorHistogram& histogram, const QuantizeOptions& options, Workers& workers) {
  Points points = to_points(histogram, options.space, workers);
  if (options.salience > 0) points.set_weights(salient_weights(histogram, options.salience));
  return points;
}

}  // namespace kvant
