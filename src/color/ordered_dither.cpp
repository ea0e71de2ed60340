#include "color/ordered_dither.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "color/nearest_entry.hpp"
#include "color/space_of_light.hpp"
#include "color/threshold_map.hpp"

namespace kvant {
namespace {

constexpr std::size_t kMix = 16;       // colors that are mixed for a pixel
constexpr std::size_t kRows = 16;      // that are drawn together
constexpr std::size_t kMemory = 4096;  // mixtures that are remembered

// How much an error of luminance counts beside one of color.
constexpr float kLightCounts = 8;
constexpr float kLightDecides = 512;
// Parts of a pixel's luminance.
constexpr float kSmallLoss = 0.02F;
constexpr float kLargeLoss = 0.1F;

// Colors whose mean is that of a color, as far as they can reach it, from dark to light.
struct Mixture {
  std::array<std::uint32_t, kMix> colors{};
  // One place is shared by two colors, which the mean needs between 1/16 and the next.
  std::size_t shared = 0;
  std::uint32_t other = 0;
  float from = 0, to = 0;  // thresholds, of 0..1 within that place, at which the other is taken
};

// The colors of a mixture from dark to light, and how many places each has; one of them may have none.
struct Kinds {
  std::array<std::uint32_t, kMix + 1> colors{};
  std::array<std::size_t, kMix + 1> places{};
  std::size_t count = 0;
};

// The colors of a mixture, and what is left of its error.
struct Rest {
  Kinds kinds;
  Float4 error;
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
    Float4 error{};
    std::array<std::uint32_t, kMix> mixed{};
    for (std::uint32_t& color : mixed) {
      color = nearest(pixel, error);
      error += pixel.light - work_.palette.light(color);
      if (pixel.opaque) error[3] = 0;
    }
    Kinds kinds;
    for (const std::uint32_t color : mixed) add(color, 1, kinds);
    const Float4 left = work_.palette.limited(error) * strength_;
    if (!work_.palette.is_given()) return arranged({kinds, left}, kLightCounts).first;
    // Of a given palette no luminance is to be lost: another color may be needed, or chroma that is out of reach left.
    auto [mixture, lost] = arranged(balanced({kinds, left}, kLightCounts), kLightCounts);
    const float whole = kMix * luminance(pixel.light);
    if (std::abs(lost) > kSmallLoss * whole) {
      add_other(pixel, error, kinds);
      std::tie(mixture, lost) = arranged(balanced({kinds, left}, kLightCounts), kLightCounts);
    }
    if (std::abs(lost) > kLargeLoss * whole) {
      std::tie(mixture, lost) = arranged(balanced({kinds, left}, kLightDecides), kLightDecides);
    }
    return mixture;
  }

  std::uint32_t nearest(const DitherPixel& pixel, Float4 error) {
    const Float4 wanted = pixel.light + work_.palette.limited(error) * strength_;
    return nearest_(space_of_light(work_.options.space, wanted, work_.has_alpha), pixel.opaque);
  }

  void add(std::uint32_t color, std::size_t places, Kinds& kinds) const {
    std::size_t at = 0;
    while (at < kinds.count && kinds.colors[at] != color && comes_before(kinds.colors[at], color)) ++at;
    if (at == kinds.count || kinds.colors[at] != color) {
      std::copy_backward(kinds.colors.begin() + at, kinds.colors.begin() + kinds.count,
                         kinds.colors.begin() + kinds.count + 1);
      std::copy_backward(kinds.places.begin() + at, kinds.places.begin() + kinds.count,
                         kinds.places.begin() + kinds.count + 1);
      kinds.colors[at] = color;
      kinds.places[at] = 0;
      ++kinds.count;
    }
    kinds.places[at] += places;
  }

  [[nodiscard]] bool comes_before(std::uint32_t a, std::uint32_t b) const {
    const float light_a = luminance(work_.palette.light(a));
    const float light_b = luminance(work_.palette.light(b));
    return light_a != light_b ? light_a < light_b : a < b;
  }

  // Adds the color that would come next if more of them were mixed: what is much darker than the middle between two
  // colors would else have no light at all.
  void add_other(const DitherPixel& pixel, Float4 error, Kinds& kinds) {
    constexpr int doublings = 12;
    for (int i = 0; i < doublings; ++i) {
      error += error;
      const std::uint32_t color = nearest(pixel, error);
      if (std::ranges::count(std::span(kinds.colors).first(kinds.count), color) == 0) return add(color, 0, kinds);
    }
  }

  // Gives places to other colors until a part of one place makes up for the rest of the luminance.
  [[nodiscard]] Rest balanced(Rest rest, float weight) const {
    auto& [kinds, error] = rest;
    for (std::size_t turn = 0; turn < kMix; ++turn) {
      const float wanted = luminance(error);
      float least = remains(error, weight);
      std::optional<std::pair<std::size_t, std::size_t>> best;
      for (std::size_t from = 0; from < kinds.count; ++from) {
        if (kinds.places[from] == 0) continue;
        for (std::size_t to = 0; to < kinds.count; ++to) {
          const Float4 gain = change(kinds, from, to);
          const float part = wanted / luminance(gain);
          if (part >= 0 && part <= 1) return rest;
          const float left = remains(error - gain, weight);
          if (!(left < least)) continue;
          least = left;
          best = {from, to};
        }
      }
      if (!best) break;
      error -= change(kinds, best->first, best->second);
      --kinds.places[best->first];
      ++kinds.places[best->second];
    }
    return rest;
  }

  // What a mixture gains if a place goes from one color to another.
  [[nodiscard]] Float4 change(const Kinds& kinds, std::size_t from, std::size_t to) const {
    return work_.palette.light(kinds.colors[to]) - work_.palette.light(kinds.colors[from]);
  }

  // The mixture, in which one color takes a part of another's place, so that of the error as little as possible is
  // left; and how much luminance is.
  [[nodiscard]] std::pair<Mixture, float> arranged(const Rest& rest, float weight) const {
    const Kinds& kinds = rest.kinds;
    const Float4 error = rest.error;
    Mixture mixture{};
    std::array<std::size_t, kMix + 2> begins{};  // the first place of each color
    for (std::size_t i = 0; i < kinds.count; ++i) {
      begins[i + 1] = begins[i] + kinds.places[i];
      std::fill_n(mixture.colors.begin() + begins[i], kinds.places[i], kinds.colors[i]);
    }
    float least = remains(error, weight);
    float lost = luminance(error);
    const auto try_to_take = [&](std::size_t place, std::size_t from, std::size_t to) {
      if (kinds.places[from] == 0) return;
      const Float4 gain = change(kinds, from, to);
      const float most = luminance(gain);
      const float part = most != 0 ? std::clamp(luminance(error) / most, 0.F, 1.F) : 0;
      const float left = remains(error - gain * part, weight);
      if (!(left < least)) return;
      least = left;
      lost = luminance(error - gain * part);
      mixture.shared = place;
      mixture.other = kinds.colors[to];
      mixture.from = to > from ? 1 - part : 0;
      mixture.to = to > from ? 1 : part;
    };
    // The last place of the darker one or the first of the lighter one, so that the order stays.
    for (std::size_t dark = 0; dark < kinds.count; ++dark) {
      for (std::size_t light = dark + 1; light < kinds.count; ++light) {
        try_to_take(begins[dark + 1] - 1, dark, light);
        try_to_take(begins[light], light, dark);
      }
    }
    return {mixture, lost};
  }

  static float remains(Float4 error, float weight) {
    const float light = luminance(error);
    return sum(error * error) + weight * light * light;
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
