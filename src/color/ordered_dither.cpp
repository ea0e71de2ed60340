#include "color/ordered_dither.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "color/nearest_entry.hpp"
#include "color/space_of_light.hpp"
#include "color/threshold_map.hpp"

namespace kvant {
namespace {

constexpr std::size_t kMix = 16;       // colors that are mixed for a pixel
constexpr std::size_t kRows = 16;      // that are drawn together
constexpr std::size_t kMemory = 4096;  // mixtures that are remembered

// Colors whose mean is that of a color, as far as they can reach it, from dark to light.
struct Mixture {
  std::array<std::uint32_t, kMix> colors{};
  // One place is shared by two colors, which the mean needs between 1/16 and the next.
  std::size_t shared = 0;
  std::uint32_t other = 0;
  float from = 0, to = 0;  // thresholds, of 0..1 within that place, at which the other is taken
};

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
      const float threshold = (static_cast<float>(map_.rank(x, y)) + 0.5F) / static_cast<float>(map_.levels());
      out[x] = static_cast<Index>(work_.palette.entry(draw_pixel(pixels_[x], threshold * kMix)));
    }
  }

 private:
  struct Remembered {
    Float4 light{};
    bool known = false;
    Mixture mixture{};
  };

  // `threshold`: 0 to below kMix.
  std::uint32_t draw_pixel(const DitherPixel& pixel, float threshold) {
    if (pixel.exact != DitherPalette::kNone) return pixel.exact;
    if (pixel.transparent) return nearest_(pixel.light, false);
    const Mixture& mixture = mixture_of(pixel);
    const auto place = static_cast<std::size_t>(threshold);
    const float within = threshold - static_cast<float>(place);
    const bool is_other = place == mixture.shared && within >= mixture.from && within < mixture.to;
    return is_other ? mixture.other : mixture.colors[place];
  }

  // Neighbors are often alike.
  const Mixture& mixture_of(const DitherPixel& pixel) {
    Remembered& memory = remembered_[hash(pixel.light)];
    if (!memory.known || !same(memory.light, pixel.light)) memory = {pixel.light, true, mix(pixel)};
    return memory.mixture;
  }

  Mixture mix(const DitherPixel& pixel) {
    Mixture mixture{};
    Float4 error{};
    for (std::uint32_t& color : mixture.colors) {
      const Float4 wanted = pixel.light + work_.palette.limited(error) * strength_;
      color = nearest_(space_of_light(work_.options.space, wanted, work_.has_alpha), pixel.opaque);
      error += pixel.light - work_.palette.light(color);
      if (pixel.opaque) error[3] = 0;
    }
    std::ranges::sort(mixture.colors, [&](std::uint32_t a, std::uint32_t b) {
      const float light_a = luminance(work_.palette.light(a));
      const float light_b = luminance(work_.palette.light(b));
      return light_a != light_b ? light_a < light_b : a < b;
    });
    share(mixture, work_.palette.limited(error) * strength_);
    return mixture;
  }

  // Lets a color of the mixture take a part of another's place, so that of the error as little as possible is left.
  void share(Mixture& mixture, Float4 error) const {
    const auto& colors = mixture.colors;
    std::array<std::size_t, kMix + 1> runs{};  // where places of another color begin
    std::size_t count = 0;
    for (std::size_t i = 1; i < kMix; ++i) {
      if (colors[i] != colors[i - 1]) runs[++count] = i;
    }
    runs[++count] = kMix;
    float least = remains(error);
    const auto try_to_take = [&](std::size_t place, std::size_t taker, bool lighter) {
      const Float4 change = work_.palette.light(colors[taker]) - work_.palette.light(colors[place]);
      const float most = luminance(change);
      const float part = most != 0 ? std::clamp(luminance(error) / most, 0.F, 1.F) : 0;
      const float left = remains(error - change * part);
      if (!(left < least)) return;
      least = left;
      mixture.shared = place;
      mixture.other = colors[taker];
      mixture.from = lighter ? 1 - part : 0;
      mixture.to = lighter ? 1 : part;
    };
    // The last place of the darker one or the first of the lighter one, so that the order stays.
    for (std::size_t dark = 0; dark < count; ++dark) {
      for (std::size_t light = dark + 1; light < count; ++light) {
        try_to_take(runs[dark + 1] - 1, runs[light], true);
        try_to_take(runs[light], runs[dark], false);
      }
    }
  }

  // Lightness counts most.
  static float remains(Float4 error) {
    const float light = luminance(error);
    return sum(error * error) + 8 * light * light;
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

void draw(const DitherWork& work, const ThresholdMap& map) {
  const std::size_t width = work.image.width;
  const std::size_t height = work.image.height;
  std::vector<std::unique_ptr<Ordered>> ordered(work.workers.count());
  work.workers.run((height + kRows - 1) / kRows, [&](std::size_t task, std::size_t worker) {
    if (ordered[worker] == nullptr) ordered[worker] = std::make_unique<Ordered>(work, map);
    for (std::size_t y = task * kRows; y < std::min(height, (task + 1) * kRows); ++y) {
      std::visit([&](auto out) { ordered[worker]->draw_row(y, out.subspan(y * width, width)); }, work.out);
    }
  });
}

}  // namespace

void dither_bayer(const DitherWork& work) { draw(work, bayer_map()); }
void dither_blue_noise(const DitherWork& work) { draw(work, blue_noise_map()); }

}  // namespace kvant
