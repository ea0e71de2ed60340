// A political map as newspapers print them: large pale countries, gray borders, dark labels, and one small country in
// red that the article is about (pngquant#302). Lines and letters are anti-aliased.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "kvant/image.hpp"
#include "support/sample_points.hpp"

namespace kvant::test {

class NewspaperMap {
 public:
  static constexpr std::uint32_t width = 480;
  static constexpr std::uint32_t height = 360;
  static constexpr Color red = {215, 40, 30, 255};

  /// `radius`: of the red country, in pixels. `noise`: of every sample, up to so much either way.
  explicit NewspaperMap(double radius = 9, std::uint32_t noise = 0) : radius_(radius), noise_(noise) {}

  /// A pixel in the middle of the red country.
  static constexpr std::size_t red_pixel() { return red_y * std::size_t{width} + red_x; }

  [[nodiscard]] Image draw() const {
    Image image{width, height, 3, 8, {}};
    Random random(7);
    for (std::uint32_t y = 0; y < height; ++y) {
      for (std::uint32_t x = 0; x < width; ++x) {
        std::array<std::uint32_t, 3> sum = {};
        for (std::uint32_t part = 0; part < parts * parts; ++part) {
          const Color c = color_at(x + (part % parts + 0.5) / parts, y + (part / parts + 0.5) / parts);
          sum[0] += c.r;
          sum[1] += c.g;
          sum[2] += c.b;
        }
        for (std::uint32_t channel : sum) {
          int value = static_cast<int>(channel / (parts * parts));
          if (noise_ > 0) value += static_cast<int>(random.below(2 * noise_ + 1)) - static_cast<int>(noise_);
          image.samples.push_back(static_cast<std::uint8_t>(std::min(255, std::max(0, value))));
        }
      }
    }
    return image;
  }

 private:
  static constexpr std::uint32_t parts = 4;  // samples of a pixel, across and down
  static constexpr std::uint32_t red_x = 171;
  static constexpr std::uint32_t red_y = 203;

  struct Country {
    double x, y;
    Color color;
  };
  static constexpr Color sea = {214, 230, 242, 255};
  static constexpr Color border = {140, 140, 140, 255};
  static constexpr Color ink = {45, 45, 48, 255};
  static constexpr std::array<Country, 12> countries = {{{60, 60, sea},
                                                         {210, 40, {247, 239, 200, 255}},
                                                         {390, 50, {223, 233, 207, 255}},
                                                         {120, 150, {239, 226, 208, 255}},
                                                         {260, 130, {243, 220, 216, 255}},
                                                         {430, 170, {247, 239, 200, 255}},
                                                         {60, 260, sea},
                                                         {200, 250, {223, 233, 207, 255}},
                                                         {330, 230, {230, 230, 230, 255}},
                                                         {110, 340, {247, 239, 200, 255}},
                                                         {270, 340, {239, 226, 208, 255}},
                                                         {420, 310, sea}}};

  [[nodiscard]] Color color_at(double x, double y) const {
    if (is_label(x, y)) return ink;
    const double across = x - red_x;
    const double down = y - red_y;
    const double distance = std::sqrt(across * across + 1.4 * down * down);
    if (distance < radius_) return red;
    if (distance < radius_ + 1) return border;
    // Each country owns what is nearest to it; where two are equally near is their border.
    double nearest = std::numeric_limits<double>::infinity();
    double second = nearest;
    Color color;
    for (const Country& country : countries) {
      const double dx = x - country.x;
      const double dy = y - country.y;
      const double d = std::sqrt(dx * dx + dy * dy);
      if (d < nearest) {
        second = nearest;
        nearest = d;
        color = country.color;
      } else if (d < second) {
        second = d;
      }
    }
    return second - nearest < 1.6 ? border : color;
  }

  // A row of strokes like letters below each country's middle.
  static bool is_label(double x, double y) {
    for (const Country& country : countries) {
      const double dx = x - country.x + 30;
      const double dy = y - country.y - 12;
      if (dx < 0 || dx > 60 || dy < 0 || dy > 9) continue;
      const double in_letter = dx - 6 * static_cast<int>(dx / 6);
      if (in_letter < 1.3 || (in_letter < 4 && (dy < 1.3 || (static_cast<int>(dx / 6) % 2 == 0 && dy > 7.7))))
        return true;
    }
    return false;
  }

  double radius_;
  std::uint32_t noise_;
};

}  // namespace kvant::test
