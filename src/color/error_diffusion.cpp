#include "color/error_diffusion.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "color/nearest_entry.hpp"
#include "color/space_of_light.hpp"

namespace kvant {
namespace {

// What share of an error goes `ahead` pixels on and `down` rows down.
struct Share {
  int ahead;
  int down;
  float weight;
};

// R. W. Floyd, L. Steinberg, "An adaptive algorithm for spatial grey scale" (1976).
constexpr Share kFloydSteinberg[] = {{1, 0, 7 / 16.F}, {-1, 1, 3 / 16.F}, {0, 1, 5 / 16.F}, {1, 1, 1 / 16.F}};

// B. Atkinson, for the first Macintosh: a quarter of the error is dropped, which leaves dark and light areas clean.
constexpr Share kAtkinson[] = {{1, 0, 1 / 8.F}, {2, 0, 1 / 8.F}, {-1, 1, 1 / 8.F},
                               {0, 1, 1 / 8.F}, {1, 1, 1 / 8.F}, {0, 2, 1 / 8.F}};

// F. Sierra (1989), the one of three rows.
constexpr Share kSierra[] = {{1, 0, 5 / 32.F}, {2, 0, 3 / 32.F}, {-2, 1, 2 / 32.F}, {-1, 1, 4 / 32.F},
                             {0, 1, 5 / 32.F}, {1, 1, 4 / 32.F}, {2, 1, 2 / 32.F},  {-1, 2, 2 / 32.F},
                             {0, 2, 3 / 32.F}, {1, 2, 2 / 32.F}};

constexpr std::size_t kReach = 2;   // how far an error goes at most, in pixels and in rows
constexpr std::size_t kBand = 128;  // rows that are drawn one after the other
constexpr std::size_t kWarmUp = 8;  // rows above a band from which it takes its errors

// Rows from top to bottom, every second one from right to left.
class Diffusion {
 public:
  Diffusion(const DitherWork& work, std::span<const Share> shares)
      : work_(work),
        shares_(shares),
        strength_(static_cast<float>(work.options.dither_strength)),
        nearest_(work.palette),
        pixels_(work.image.width) {
    for (auto& row : errors_) row.resize(work.image.width + 2 * kReach);
  }

  template <class Index>
  void draw_band(std::size_t band, std::span<Index> out) {
    const std::size_t begin = band * kBand;
    const std::size_t end = std::min<std::size_t>(begin + kBand, work_.image.height);
    for (auto& row : errors_) std::fill(row.begin(), row.end(), Float4{});
    for (std::size_t above = kWarmUp; above-- > 0;) {
      // Above the picture it is mirrored: what the last rows pass to nobody, the first ones then get from there.
      const std::size_t y = begin == 0 ? std::min<std::size_t>(above, work_.image.height - 1) : begin - 1 - above;
      draw_row(y, above % 2 == 0, std::span<Index>());
    }
    for (std::size_t y = begin; y < end; ++y) {
      draw_row(y, y % 2 == 1, out.subspan(y * work_.image.width, work_.image.width));
    }
  }

 private:
  // `out` is empty if only the errors matter.
  template <class Index>
  void draw_row(std::size_t y, bool backwards, std::span<Index> out) {
    const std::size_t width = pixels_.size();
    read_pixels(work_, y * width, pixels_);
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t x = backwards ? width - 1 - i : i;
      const std::uint32_t color = draw_pixel(x, backwards ? -1 : 1);
      if (!out.empty()) out[x] = static_cast<Index>(work_.palette.entry(color));
    }
    keep_inside();
    std::rotate(std::begin(errors_), std::begin(errors_) + 1, std::end(errors_));
    std::fill(errors_[kReach].begin(), errors_[kReach].end(), Float4{});
  }

  // Errors that were passed beyond an edge go to the next pixel at the edge.
  void keep_inside() {
    const std::size_t width = pixels_.size();
    for (std::size_t down = 0; down <= kReach; ++down) {
      for (std::size_t beyond = 0; beyond < kReach; ++beyond) {
        Float4& left = errors_[down][beyond];
        Float4& right = errors_[down][width + kReach + beyond];
        errors_[std::max<std::size_t>(down, 1)][kReach] += left;
        errors_[std::max<std::size_t>(down, 1)][width + kReach - 1] += right;
        left = right = Float4{};
      }
    }
  }

  std::uint32_t draw_pixel(std::size_t x, int ahead) {
    const DitherPixel& pixel = pixels_[x];
    if (pixel.exact != DitherPalette::kNone) return pixel.exact;
    if (pixel.transparent) return nearest_(pixel.light, false);
    Float4 error = errors_[0][x + kReach];
    if (pixel.opaque) error[3] = 0;
    const Float4 wanted = pixel.light + error;
    const std::uint32_t color = nearest_(space_of_light(work_.options.space, wanted, work_.has_alpha), pixel.opaque);
    const Float4 left = work_.palette.limited(wanted - work_.palette.light(color)) * strength_;
    for (const Share& share : shares_) {
      errors_[share.down][x + kReach + static_cast<std::size_t>(share.ahead * ahead)] += left * share.weight;
    }
    return color;
  }

  const DitherWork& work_;
  std::span<const Share> shares_;
  float strength_;
  NearestEntry nearest_;
  std::vector<DitherPixel> pixels_;
  std::vector<Float4> errors_[kReach + 1];  // of this row and the next
};

void diffuse(const DitherWork& work, std::span<const Share> shares) {
  std::vector<std::unique_ptr<Diffusion>> diffusions(work.workers.count());
  work.workers.run((work.image.height + kBand - 1) / kBand, [&](std::size_t band, std::size_t worker) {
    auto& diffusion = diffusions[worker];
    if (diffusion == nullptr) diffusion = std::make_unique<Diffusion>(work, shares);
    std::visit([&](auto out) { diffusion->draw_band(band, out); }, work.out);
  });
}

}  // namespace

void dither_floyd_steinberg(const DitherWork& work) { diffuse(work, kFloydSteinberg); }
void dither_atkinson(const DitherWork& work) { diffuse(work, kAtkinson); }
void dither_sierra(const DitherWork& work) { diffuse(work, kSierra); }

}  // namespace kvant
