#include "color/spatial_difference.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <deque>
#include <numbers>
#include <numeric>
#include <span>
#include <utility>
#include <variant>

#include "color/backdrop.hpp"
#include "color/ciede2000_kernel.hpp"
#include "color/pixel_reader.hpp"
#include "color/srgb_transfer.hpp"

namespace kvant {
namespace {

// Luminance, red-green, blue-yellow.
constexpr std::size_t kChannels = 3;
using Matrix = std::array<std::array<float, 3>, 3>;

// The paper's matrix (of XYZ) times that from linear sRGB light to XYZ, and the inverse of the product.
constexpr Matrix kOpponentOfLinear = {{{0.2661310963F, 0.6019197719F, 0.0006255238F},
                                       {-0.1250064929F, 0.0376646851F, -0.1332591032F},
                                       {-0.0803194767F, -0.3314730614F, 0.4490367291F}}};
constexpr Matrix kLinearOfOpponent = {{{-0.8259508580F, -8.1959289078F, -2.4311273744F},
                                       {2.0251345197F, 3.6224692791F, 1.0722068073F},
                                       {1.3471895707F, 1.2080487534F, 2.5836211588F}}};

// The eye's blur of a channel is a sum of Gaussians exp(-(x / spread)^2), x and spread in degrees of visual angle. The
// paper's weights are divided by their sum in the channel, so that areas of one color keep it.
struct Gaussian {
  std::size_t channel;
  double weight;
  double spread;
};
constexpr Gaussian kGaussians[] = {{0, 0.921 / 0.918, 0.0283}, {0, 0.105 / 0.918, 0.133}, {0, -0.108 / 0.918, 4.336},
                                   {1, 0.531 / 0.861, 0.0392}, {1, 0.330 / 0.861, 0.494}, {2, 0.488 / 0.859, 0.0536},
                                   {2, 0.371 / 0.859, 0.386}};

struct Plane {
  Plane(std::size_t columns, std::size_t rows) : width(columns), height(rows), values(columns * rows) {}

  [[nodiscard]] std::span<float> row(std::size_t y) { return std::span(values).subspan(y * width, width); }
  [[nodiscard]] std::span<const float> row(std::size_t y) const { return std::span(values).subspan(y * width, width); }

  std::size_t width;
  std::size_t height;
  std::vector<float> values;
};

// The place outside of 0..size - 1 that a mirror at the border shows, and the mirror's mirror.
std::size_t mirrored(std::ptrdiff_t place, std::size_t size) {
  const auto n = static_cast<std::ptrdiff_t>(size);
  while (place < 0 || place >= n) place = place < 0 ? -1 - place : 2 * n - 1 - place;
  return static_cast<std::size_t>(place);
}

// Both for small x, by their series. The C library's differ between machines.
double exp_negative(double x) {
  double sum = 1;
  for (int term = 16; term > 0; --term) sum = 1 - x / term * sum;
  return sum;
}
double cosine(double x) {
  double sum = 1;
  for (int term = 16; term > 0; term -= 2) sum = 1 - x * x / (term * (term - 1)) * sum;
  return sum;
}

// The middle of a Gaussian and one of its sides. Both sides and the middle add up to 1.
using HalfKernel = std::vector<float>;

// It is put together from what a Gaussian leaves of each frequency w up to that of single pixels: e^(-(sigma w)^2 / 2).
// Samples of the curve itself, if it is as narrow as a pixel, leave twice as much of the finest patterns of dithering.
HalfKernel half_kernel(double sigma) {
  constexpr double reach = 3.5;  // in sigmas: beyond lie 0.05%
  std::vector<double> weights(static_cast<std::size_t>(std::ceil(reach * sigma)) + 1);
  const std::size_t frequencies = 8 * weights.size();
  const double unit = std::numbers::pi / (2 * static_cast<double>(frequencies));
  // At w = unit, 3 unit, 5 unit, ... The exponents grow by 8, 16, 24, ... times the first one.
  double left = exp_negative(sigma * unit * sigma * unit / 2);
  double step = left;
  for (int doubling = 0; doubling < 3; ++doubling) step *= step;
  double factor = step;
  double wave = cosine(unit);
  double wave_before = wave;
  const double turn = 2 * cosine(2 * unit);
  for (std::size_t i = 0; i < frequencies; ++i) {
    double value = 1;  // of this wave, at each place
    double value_before = wave;
    for (double& weight : weights) {
      weight += left * value;
      value_before = std::exchange(value, 2 * wave * value - value_before);
    }
    left *= factor;
    factor *= step;
    wave_before = std::exchange(wave, turn * wave - wave_before);
  }
  const double sum = 2 * std::accumulate(weights.begin(), weights.end(), 0.0) - weights[0];
  HalfKernel kernel;
  for (double weight : weights) kernel.push_back(static_cast<float>(weight / sum));
  return kernel;
}

// One row of what a plane is blurred to.
void blur_row(const Plane& plane, std::size_t y, const HalfKernel& down, const HalfKernel& across,
              std::span<float> blurred) {
  const std::size_t width = plane.width;
  const std::size_t margin = across.size() - 1;
  std::vector<float> mixed(margin + width + margin);  // of the rows around it
  float* const first = mixed.data() + margin;
  const auto sharp = plane.row(y);
  for (std::size_t x = 0; x < width; ++x) first[x] = down[0] * sharp[x];
  for (std::size_t i = 1; i < down.size(); ++i) {
    const float weight = down[i];
    const auto distance = static_cast<std::ptrdiff_t>(i);
    const auto above = plane.row(mirrored(static_cast<std::ptrdiff_t>(y) - distance, plane.height));
    const auto below = plane.row(mirrored(static_cast<std::ptrdiff_t>(y) + distance, plane.height));
    for (std::size_t x = 0; x < width; ++x) first[x] += weight * (above[x] + below[x]);
  }
  for (std::size_t i = 1; i <= margin; ++i) {
    *(first - i) = first[mirrored(-static_cast<std::ptrdiff_t>(i), width)];
    first[width - 1 + i] = first[mirrored(static_cast<std::ptrdiff_t>(width - 1 + i), width)];
  }
  for (std::size_t x = 0; x < width; ++x) blurred[x] = across[0] * first[x];
  for (std::size_t i = 1; i < across.size(); ++i) {
    const float weight = across[i];
    const float* const left = first - i;
    const float* const right = first + i;
    for (std::size_t x = 0; x < width; ++x) blurred[x] += weight * (left[x] + right[x]);
  }
}

// Calls use(place, share) for the places below `size` that one of `cells` equal parts covers; the shares add up to 1.
template <class Use>
void for_each_covered(std::size_t cell, std::size_t cells, std::size_t size, const Use& use) {
  const double length = static_cast<double>(size) / static_cast<double>(cells);
  const double begin = static_cast<double>(cell) * length;
  const double end = static_cast<double>(cell + 1) * length;
  for (auto place = static_cast<std::size_t>(begin); place < size; ++place) {
    const auto at = static_cast<double>(place);
    if (at >= end) return;
    use(place, static_cast<float>((std::min(at + 1, end) - std::max(at, begin)) / length));
  }
}

// The means of across x down cells of a plane.
Plane shrunk(const Plane& plane, std::size_t across, std::size_t down, Workers& workers) {
  Plane cells(across, down);
  workers.run(down, [&](std::size_t y, std::size_t) {
    std::vector<float> mixed(plane.width);
    for_each_covered(y, down, plane.height, [&](std::size_t from, float share) {
      const auto row = plane.row(from);
      for (std::size_t x = 0; x < plane.width; ++x) mixed[x] += share * row[x];
    });
    for (std::size_t x = 0; x < across; ++x) {
      float& cell = cells.row(y)[x];
      for_each_covered(x, across, plane.width, [&](std::size_t from, float share) { cell += share * mixed[from]; });
    }
  });
  return cells;
}

// Between which two cells the middle of a pixel lies.
struct Place {
  std::size_t before;
  float share_of_next;
};

Place place_among(std::size_t cells, std::size_t pixel, std::size_t pixels) {
  const double at = (static_cast<double>(pixel) + 0.5) * static_cast<double>(cells) / static_cast<double>(pixels) - 0.5;
  const double inside = std::clamp(at, 0.0, static_cast<double>(cells - 1));
  const auto before = static_cast<std::size_t>(inside);
  return {before, static_cast<float>(inside - static_cast<double>(before))};
}

// A plane blurred by one Gaussian. A narrow one is worked out row by row as it is asked for. A wide one leaves nothing
// that is finer than cells of several pixels: these are blurred beforehand, and what is asked for lies between them.
class BlurredPlane {
 public:
  BlurredPlane(const Plane& plane, double sigma, Workers& workers) : plane_(plane), cells_(0, 0) {
    constexpr double cells_per_sigma = 4;
    const double size = sigma / cells_per_sigma;
    if (size <= 1) {
      down_ = across_ = half_kernel(sigma);
      return;
    }
    const auto parts = [size](std::size_t n) {
      return static_cast<std::size_t>(std::ceil(static_cast<double>(n) / size));
    };
    const auto kernel = [sigma](std::size_t cells, std::size_t pixels) {
      return half_kernel(sigma * static_cast<double>(cells) / static_cast<double>(pixels));
    };
    const Plane sharp = shrunk(plane, parts(plane.width), parts(plane.height), workers);
    across_ = kernel(sharp.width, plane.width);
    down_ = kernel(sharp.height, plane.height);
    cells_ = Plane(sharp.width, sharp.height);
    workers.run(cells_.height, [&](std::size_t y, std::size_t) { blur_row(sharp, y, down_, across_, cells_.row(y)); });
    for (std::size_t x = 0; x < plane.width; ++x) places_.push_back(place_among(cells_.width, x, plane.width));
  }

  void row(std::size_t y, std::span<float> blurred) const {
    if (places_.empty()) {
      blur_row(plane_, y, down_, across_, blurred);
      return;
    }
    const Place place = place_among(cells_.height, y, plane_.height);
    const auto above = cells_.row(place.before);
    const auto below = cells_.row(std::min(place.before + 1, cells_.height - 1));
    std::vector<float> mixed;
    mixed.reserve(cells_.width);
    for (std::size_t x = 0; x < cells_.width; ++x) {
      mixed.push_back(above[x] + place.share_of_next * (below[x] - above[x]));
    }
    mixed.push_back(mixed.back());
    for (std::size_t x = 0; x < plane_.width; ++x) {
      const auto [before, share_of_next] = places_[x];
      blurred[x] = mixed[before] + share_of_next * (mixed[before + 1] - mixed[before]);
    }
  }

 private:
  const Plane& plane_;
  HalfKernel down_, across_;
  Plane cells_;                // blurred; none for narrow Gaussians
  std::vector<Place> places_;  // among the cells, of each column
};

using OpponentPlanes = std::vector<Plane>;

// `color(pixel)` is an Rgba16.
template <class ColorOf>
OpponentPlanes opponent_planes(std::size_t width, std::size_t height, Backdrop backdrop, const ColorOf& color,
                               Workers& workers) {
  OpponentPlanes planes(kChannels, Plane(width, height));
  const auto table = srgb_decode_table_16();
  workers.run(height, [&](std::size_t y, std::size_t) {
    for (std::size_t x = 0; x < width; ++x) {
      const Rgba16 c = color(y * width + x);
      const float r = table[laid_over(backdrop, c.r, c.a)];
      const float g = table[laid_over(backdrop, c.g, c.a)];
      const float b = table[laid_over(backdrop, c.b, c.a)];
      for (std::size_t i = 0; i < kChannels; ++i) {
        const auto& row = kOpponentOfLinear[i];
        planes[i].row(y)[x] = row[0] * r + row[1] * g + row[2] * b;
      }
    }
  });
  return planes;
}

// A picture as the eye sees it over a backdrop.
class View {
 public:
  View(OpponentPlanes planes, Workers& workers) : planes_(std::move(planes)) {
    for (const Gaussian& gaussian : kGaussians) {
      const double sigma = gaussian.spread * kPixelsPerDegree / std::numbers::sqrt2;
      blurred_.emplace_back(planes_[gaussian.channel], sigma, workers);
    }
  }
  View(const View&) = delete;  // the blurred planes refer to the sharp ones
  View& operator=(const View&) = delete;
  ~View() = default;

  // Calls use(first, count, their CIELAB) for blocks of the pixels of a row.
  template <class Use>
  void for_each_block(std::size_t y, const Use& use) const {
    const std::size_t width = planes_[0].width;
    std::array<std::vector<float>, kChannels> opponent;
    opponent.fill(std::vector<float>(width));
    std::vector<float> part(width);
    for (std::size_t i = 0; i < blurred_.size(); ++i) {
      blurred_[i].row(y, part);
      const auto weight = static_cast<float>(kGaussians[i].weight);
      std::vector<float>& sum = opponent[kGaussians[i].channel];
      for (std::size_t x = 0; x < width; ++x) sum[x] += weight * part[x];
    }
    alignas(64) std::array<std::array<float, kCiede2000Block>, 3> linear{};
    LabBlock lab;
    for (std::size_t first = 0; first < width; first += kCiede2000Block) {
      const std::size_t count = std::min(kCiede2000Block, width - first);
      for (std::size_t i = 0; i < 3; ++i) {
        const auto& row = kLinearOfOpponent[i];
        for (std::size_t x = 0; x < count; ++x) {
          linear[i][x] =
              row[0] * opponent[0][first + x] + row[1] * opponent[1][first + x] + row[2] * opponent[2][first + x];
        }
      }
      lab_of_linear(linear[0].data(), linear[1].data(), linear[2].data(), count, lab);
      use(first, count, lab);
    }
  }

 private:
  OpponentPlanes planes_;
  std::vector<BlurredPlane> blurred_;  // one for each of the Gaussians
};

constexpr std::array kBackdrops = {Backdrop::white, Backdrop::black};

template <class ColorOf>
double difference(const SeenPicture& original, const ColorOf& color, Workers& workers) {
  const std::size_t width = original.width;
  std::deque<View> views;
  for (std::size_t i = 0; i < original.labs.size(); ++i) {
    views.emplace_back(opponent_planes(width, original.height, kBackdrops[i], color, workers), workers);
  }
  std::vector<double> sums(original.height);
  workers.run(sums.size(), [&](std::size_t y, std::size_t) {
    std::vector<float> largest(width);
    for (std::size_t i = 0; i < views.size(); ++i) {
      const SeenLab& before = original.labs[i];
      views[i].for_each_block(y, [&](std::size_t first, std::size_t count, const LabBlock& lab) {
        const std::size_t pixel = y * width + first;
        LabBlock other;
        std::copy_n(before.L.data() + pixel, count, other.L.data());
        std::copy_n(before.a.data() + pixel, count, other.a.data());
        std::copy_n(before.b.data() + pixel, count, other.b.data());
        alignas(64) std::array<float, kCiede2000Block> differences{};
        ciede2000_of_labs(other, lab, count, differences.data());
        for (std::size_t x = 0; x < count; ++x) largest[first + x] = std::max(largest[first + x], differences[x]);
      });
    }
    sums[y] = std::accumulate(largest.begin(), largest.end(), 0.0);
  });
  // In the order of the rows: no thread's timing reaches the result.
  return std::accumulate(sums.begin(), sums.end(), 0.0) / (static_cast<double>(width) * original.height);
}

}  // namespace

SeenPicture see(const Image& image, Workers& workers) {
  const PixelReader read(image);
  const std::size_t pixels = image.pixels();
  bool opaque = true;
  for (std::size_t i = 0; i < pixels && opaque; ++i) opaque = read(i).a == 65535;
  SeenPicture seen = {image.width, image.height, {}};
  for (const Backdrop backdrop : kBackdrops) {
    const View view(opponent_planes(image.width, image.height, backdrop, read, workers), workers);
    SeenLab& labs = seen.labs.emplace_back(
        SeenLab{std::vector<float>(pixels), std::vector<float>(pixels), std::vector<float>(pixels)});
    workers.run(image.height, [&](std::size_t y, std::size_t) {
      view.for_each_block(y, [&](std::size_t first, std::size_t count, const LabBlock& lab) {
        const std::size_t pixel = y * image.width + first;
        std::copy_n(lab.L.data(), count, labs.L.data() + pixel);
        std::copy_n(lab.a.data(), count, labs.a.data() + pixel);
        std::copy_n(lab.b.data(), count, labs.b.data() + pixel);
      });
    });
    if (opaque) break;
  }
  return seen;
}

double spatial_difference(const SeenPicture& original, const Image& other, Workers& workers) {
  return difference(original, PixelReader(other), workers);
}

double spatial_difference(const SeenPicture& original, const IndexedImage& drawn, Workers& workers) {
  std::vector<Rgba16> palette;
  const auto wide = [](std::uint8_t v) { return static_cast<std::uint16_t>(257 * v); };
  for (const Color& c : drawn.palette) palette.push_back({wide(c.r), wide(c.g), wide(c.b), wide(c.a)});
  return std::visit(
      [&](const auto& indices) {
        return difference(
            original, [&](std::size_t pixel) { return palette[indices[pixel]]; }, workers);
      },
      drawn.indices);
}

}  // namespace kvant
