#include "color/riemersma.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "color/hilbert_curve.hpp"
#include "color/nearest_entry.hpp"
#include "color/space_of_light.hpp"

namespace kvant {
namespace {

constexpr std::size_t kTile = 128;     // a curve of its own for each square of this side, so that threads can share out
constexpr std::size_t kMemory = 16;    // errors that a pixel makes good
constexpr double kFade = 0.831237896;  // the oldest counts 1/16 of the newest: 16^(-1/15)

// Of the errors, the oldest first; they add up to 1.
std::array<float, kMemory> fading_weights() {
  std::array<double, kMemory> weights{};
  double weight = 1;
  double total = 0;
  for (std::size_t i = kMemory; i-- > 0;) {
    weights[i] = weight;
    total += weight;
    weight *= kFade;
  }
  std::array<float, kMemory> shares{};
  for (std::size_t i = 0; i < kMemory; ++i) shares[i] = static_cast<float>(weights[i] / total);
  return shares;
}

class Riemersma {
 public:
  explicit Riemersma(const DitherWork& work)
      : work_(work),
        strength_(static_cast<float>(work.options.dither_strength)),
        nearest_(work.palette),
        pixels_(kTile * kTile) {}

  template <class Index>
  void draw_tile(std::size_t left, std::size_t top, std::span<Index> out) {
    const std::size_t width = std::min<std::size_t>(kTile, work_.image.width - left);
    const std::size_t height = std::min<std::size_t>(kTile, work_.image.height - top);
    for (std::size_t y = 0; y < height; ++y) {
      read_pixels(work_, (top + y) * work_.image.width + left, std::span(pixels_).subspan(y * width, width));
    }
    std::fill(errors_.begin(), errors_.end(), Float4{});
    for (const CurvePixel& point : curve(width, height)) {
      const std::uint32_t color = draw_pixel(pixels_[point.y * width + point.x]);
      out[(top + point.y) * work_.image.width + left + point.x] = static_cast<Index>(work_.palette.entry(color));
    }
  }

 private:
  // Tiles at the right and at the bottom may be smaller than the others.
  const std::vector<CurvePixel>& curve(std::size_t width, std::size_t height) {
    if (width != curve_width_ || height != curve_height_) {
      curve_ = hilbert_curve(static_cast<std::uint16_t>(width), static_cast<std::uint16_t>(height));
      curve_width_ = width;
      curve_height_ = height;
    }
    return curve_;
  }

  std::uint32_t draw_pixel(const DitherPixel& pixel) {
    if (pixel.transparent) return nearest_(pixel.light, false);
    Float4 missing{};
    for (std::size_t i = 0; i < kMemory; ++i) missing += errors_[(newest_ + 1 + i) % kMemory] * weights_[i];
    if (pixel.opaque) missing[3] = 0;
    const Float4 wanted = pixel.light + missing;
    const bool is_exact = pixel.exact != DitherPalette::kNone;
    const std::uint32_t color =
        is_exact ? pixel.exact : nearest_(space_of_light(work_.options.space, wanted, work_.has_alpha), pixel.opaque);
    newest_ = (newest_ + 1) % kMemory;
    const Float4 error = work_.palette.limited(wanted - work_.palette.light(color)) * strength_;
    errors_[newest_] = is_exact ? Float4{} : error;
    return color;
  }

  const DitherWork& work_;
  float strength_;
  NearestEntry nearest_;
  std::vector<DitherPixel> pixels_;
  std::array<float, kMemory> weights_ = fading_weights();
  std::array<Float4, kMemory> errors_{};
  std::size_t newest_ = 0;
  std::vector<CurvePixel> curve_;
  std::size_t curve_width_ = 0;
  std::size_t curve_height_ = 0;
};

}  // namespace

void dither_riemersma(const DitherWork& work) {
  const std::size_t across = (work.image.width + kTile - 1) / kTile;
  const std::size_t down = (work.image.height + kTile - 1) / kTile;
  std::vector<std::unique_ptr<Riemersma>> riemersmas(work.workers.count());
  work.workers.run(across * down, [&](std::size_t tile, std::size_t worker) {
    if (riemersmas[worker] == nullptr) riemersmas[worker] = std::make_unique<Riemersma>(work);
    std::visit([&](auto out) { riemersmas[worker]->draw_tile(tile % across * kTile, tile / across * kTile, out); },
               work.out);
  });
}

}  // namespace kvant
