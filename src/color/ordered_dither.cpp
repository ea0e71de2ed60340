#include "color/ordered_dither.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "color/nearest_entry.hpp"
#include "color/threshold_map.hpp"

namespace kvant {
namespace {

constexpr std::size_t kMix = 16;       // colors that are mixed for a pixel
constexpr std::size_t kRows = 16;      // that are drawn together
constexpr std::size_t kMemory = 4096;  // mixtures that are remembered

// Colors whose mean is near to a color, from dark to light.
using Mixture = std::array<std::uint32_t, kMix>;

// For a palette without order, which no lattice of thresholds fits: a color is mixed from those of the palette by
// diffusing its error within itself, and the threshold says which of them the pixel gets (T. Knoll, US patent 6606166,
// 1999, expired).
class Ordered {
 public:
  Ordered(const DitherWork& work, const ThresholdMap& map)
      : work_(work),
        map_(map),
        strength_(static_cast<float>(work.options.dither_strength)),
        nearest_(work.palette),
        pixels_(work.image.width),
        remembered_(kMemory) {}

  template <class Index>
  void draw_row(std::size_t y, std::span<Index> out) {
    read_pixels(work_, y * pixels_.size(), pixels_);
    for (std::size_t x = 0; x < pixels_.size(); ++x) {
      const std::size_t place = map_.rank(x, y) * kMix / map_.levels();
      out[x] = static_cast<Index>(work_.palette.entry(draw_pixel(pixels_[x], place)));
    }
  }

 private:
  struct Remembered {
    Float4 place{};
    bool known = false;
    Mixture mixture{};
  };

  std::uint32_t draw_pixel(const DitherPixel& pixel, std::size_t place) {
    if (pixel.exact != DitherPalette::kNone) return pixel.exact;
    if (pixel.transparent) return nearest_(pixel.place, false);
    return mixture_of(pixel)[place];
  }

  // Neighbors are often alike.
  const Mixture& mixture_of(const DitherPixel& pixel) {
    Remembered& memory = remembered_[hash(pixel.place)];
    if (!memory.known || !same(memory.place, pixel.place)) memory = {pixel.place, true, mix(pixel)};
    return memory.mixture;
  }

  Mixture mix(const DitherPixel& pixel) {
    const std::span<const Float4> colors = work_.palette.colors();
    Mixture mixture{};
    Float4 error{};
    for (std::uint32_t& color : mixture) {
      const Float4 wanted = pixel.place + work_.palette.limited(error) * strength_;
      color = nearest_(wanted, pixel.opaque);
      error += pixel.place - colors[color];
      if (pixel.opaque) error[3] = 0;
    }
    std::ranges::sort(mixture, [&](std::uint32_t a, std::uint32_t b) {
      const float light_a = work_.palette.light(a);
      const float light_b = work_.palette.light(b);
      return light_a != light_b ? light_a < light_b : a < b;
    });
    return mixture;
  }

  static bool same(Float4 a, Float4 b) { return a[0] == b[0] && a[1] == b[1] && a[2] == b[2] && a[3] == b[3]; }

  static std::size_t hash(Float4 place) {
    std::uint64_t key = 0;
    for (int axis = 0; axis < 4; ++axis) {
      key = (key ^ static_cast<std::uint64_t>(static_cast<std::int64_t>(place[axis] * 64))) * 0x9e3779b97f4a7c15U;
    }
    return key >> 32U & (kMemory - 1);
  }

  const DitherWork& work_;
  const ThresholdMap& map_;
  float strength_;
  NearestEntry nearest_;
  std::vector<DitherPixel> pixels_;
  std::vector<Remembered> remembered_;
};

template <class Index>
void draw(const DitherWork& work, std::span<Index> out) {
  const ThresholdMap map = work.options.dither == Dither::bayer ? bayer_map() : blue_noise_map();
  const std::size_t width = work.image.width;
  const std::size_t height = work.image.height;
  std::vector<std::unique_ptr<Ordered>> ordered(work.workers.count());
  work.workers.run((height + kRows - 1) / kRows, [&](std::size_t task, std::size_t worker) {
    if (ordered[worker] == nullptr) ordered[worker] = std::make_unique<Ordered>(work, map);
    for (std::size_t y = task * kRows; y < std::min(height, (task + 1) * kRows); ++y) {
      ordered[worker]->draw_row(y, out.subspan(y * width, width));
    }
  });
}

}  // namespace

void dither_ordered(const DitherWork& work, std::span<std::uint8_t> out) { draw(work, out); }
void dither_ordered(const DitherWork& work, std::span<std::uint16_t> out) { draw(work, out); }

}  // namespace kvant
