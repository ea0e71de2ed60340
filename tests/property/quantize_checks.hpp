// Everything that a QuantizeResult promises, checked against plain recomputation from the picture.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "color/color_difference.hpp"
#include "color/color_space.hpp"
#include "kvant/quantize.hpp"
#include "support/sample_pictures.hpp"
#include "support/wide_colors.hpp"

namespace kvant::test {

/// Row-major working coordinates: 3 of each color, or 4 with alpha.
inline std::vector<float> working_coordinates(Space space, const std::vector<Rgba16>& colors, bool with_alpha) {
  const std::size_t n = colors.size();
  std::array<std::vector<float>, 4> c;
  for (auto& channel : c) channel.resize(n);
  if (!with_alpha) c[3].clear();
  to_space(space, colors, c[0], c[1], c[2], c[3]);
  std::vector<float> rows;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < (with_alpha ? 4 : 3); ++j) rows.push_back(c[j][i]);
  }
  return rows;
}

class QuantizeCheck {
 public:
  QuantizeCheck(const Image& image, const QuantizeOptions& options, const QuantizeResult& result)
      : image_(image), options_(options), result_(result), palette_(result.image.palette) {
    for (std::size_t i = 0; i < image.pixels(); ++i) {
      const Pixel p = pixel_at(image, i);
      ++histogram_[p];
      has_alpha_ = has_alpha_ || p.a != 65535;
    }
  }

  /// What is wrong, one line each; empty if nothing is.
  [[nodiscard]] std::string problems() {
    expect(result_.image.width == image_.width && result_.image.height == image_.height, "other size");
    expect(std::holds_alternative<Buffer<std::uint8_t>>(result_.image.indices) == (palette_.size() <= 256),
           "other index type");
    if (expect(index_count(result_.image) == image_.pixels(), "other number of indices") && indices_are_in_range()) {
      palette();
      counts();
      mapping();
      errors();
    }
    iterations();
    return problems_;
  }

 private:
  bool expect(bool holds, const std::string& otherwise) {
    if (!holds) problems_ += otherwise + '\n';
    return holds;
  }

  bool near(double value, double expected, double tolerance, const std::string& name) {
    return expect(std::abs(value - expected) <= tolerance,
                  name + " is " + std::to_string(value) + ", not " + std::to_string(expected));
  }

  bool indices_are_in_range() {
    for (std::size_t i = 0; i < image_.pixels(); ++i) {
      if (!expect(index_at(result_.image, i) < palette_.size(), "index out of range")) return false;
    }
    return true;
  }

  static Color rounded(const Pixel& p) {
    const auto narrow = [](std::uint16_t v) { return static_cast<std::uint8_t>(std::lround(v / 257.0)); };
    const Color c = {narrow(p.r), narrow(p.g), narrow(p.b), narrow(p.a)};
    return c.a == 0 ? Color{0, 0, 0, 0} : c;
  }

  // Distinct pixels once rounded to what a palette can hold.
  [[nodiscard]] std::size_t distinct_8_bit() const {
    std::set<std::array<int, 4>> seen;
    for (const auto& [p, count] : histogram_) {
      const Color c = rounded(p);
      seen.insert({c.r, c.g, c.b, c.a});
    }
    return seen.size();
  }

  void palette() {
    expect(result_.distinct_colors == histogram_.size(),
           std::to_string(result_.distinct_colors) + " distinct colors, not " + std::to_string(histogram_.size()));
    // Of 16-bit colors that are closer than 8 bits can tell, k entries that are all nearest to something may not exist.
    const std::size_t most = std::min<std::size_t>(options_.colors, distinct_8_bit());
    const bool exact = image_.depth == 8 || distinct_8_bit() >= 4 * std::size_t{options_.colors};
    expect(exact ? palette_.size() == most : palette_.size() <= most,
           std::to_string(palette_.size()) + " colors, not " + std::to_string(most));
    std::set<std::array<int, 4>> seen;
    for (const Color& c : palette_) {
      expect(seen.insert({c.r, c.g, c.b, c.a}).second, "palette entry twice");
      expect(c.a != 0 || c == (Color{0, 0, 0, 0}), "a color in a fully transparent entry");
      expect(has_alpha_ || c.a == 255, "an opaque picture with a translucent entry");
    }
    const bool transparent = histogram_.contains({0, 0, 0, 0});
    expect(!transparent || palette_.size() < 2 || seen.contains({0, 0, 0, 0}), "no transparent entry");
  }

  void counts() {
    std::vector<std::uint64_t> counts(palette_.size());
    for (std::size_t i = 0; i < image_.pixels(); ++i) ++counts[index_at(result_.image, i)];
    expect(counts == result_.pixel_counts, "wrong pixel counts");
    expect(std::ranges::count(counts, 0u) == 0, "palette entry not used");
  }

  // Each color goes to its nearest palette entry, the lowest of several, opaque ones to opaque entries; few enough
  // colors stay as they are, rounded to 8 bits.
  void mapping() {
    std::vector<Rgba16> entries;
    for (const Color& c : palette_) entries.push_back(wide(c));
    std::vector<Rgba16> colors;
    std::map<Pixel, std::uint32_t> found;
    for (std::size_t i = 0; i < image_.pixels(); ++i) {
      const Pixel p = pixel_at(image_, i);
      const auto [place, is_new] = found.try_emplace(p, index_at(result_.image, i));
      if (is_new) colors.push_back({p.r, p.g, p.b, p.a});
      if (!expect(place->second == index_at(result_.image, i), "one color, two entries")) return;
    }
    const std::uint32_t d = has_alpha_ ? 4 : 3;
    const Points points{working_coordinates(options_.space, colors, has_alpha_), d};
    const std::vector<float> centers = working_coordinates(options_.space, entries, has_alpha_);
    const std::vector<std::uint32_t> nearest = brute_force(points, std::vector<double>(centers.begin(), centers.end()));
    std::size_t wrong = 0;
    std::size_t changed = 0;
    std::size_t translucent = 0;
    for (std::size_t i = 0; i < colors.size(); ++i) {
      const Rgba16& c = colors[i];
      const std::uint32_t index = found.at({c.r, c.g, c.b, c.a});
      if (index != nearest[i] && !(c.a == 65535 && palette_[nearest[i]].a != 255)) ++wrong;
      if (c.a == 65535 && palette_[index].a != 255 && palette_.size() > 1) ++translucent;
      if (palette_[index] != rounded({c.r, c.g, c.b, c.a})) ++changed;
    }
    expect(translucent == 0, std::to_string(translucent) + " opaque colors at translucent entries");
    if (distinct_8_bit() <= options_.colors) {
      expect(changed == 0, "colors changed, though there are no more than k");
    } else {
      expect(wrong == 0, std::to_string(wrong) + " colors not at their nearest palette entry");
    }
  }

  void errors() {
    double squares = 0;
    double difference = 0;
    bool opaque = true;
    for (std::size_t i = 0; i < image_.pixels(); ++i) {
      const Pixel p = pixel_at(image_, i);
      const Color& c = palette_[index_at(result_.image, i)];
      // Premultiplied: what cannot be seen is no error.
      const auto square = [](double v) { return v * v; };
      const auto channel = [&](std::uint16_t v, std::uint8_t w) {
        return square(v / 257.0 * (p.a / 65535.0) - w * (c.a / 255.0));
      };
      squares += channel(p.r, c.r) + channel(p.g, c.g) + channel(p.b, c.b) + square(p.a / 257.0 - c.a);
      opaque = opaque && p.a == 65535 && c.a == 255;
      const auto narrow = [](std::uint16_t v) { return static_cast<std::uint8_t>(v / 257); };
      difference += ciede2000(lab_of({narrow(p.r), narrow(p.g), narrow(p.b), 255}), lab_of(c));
    }
    const double pixels = static_cast<double>(image_.pixels());
    const double mse = squares / pixels;
    near(result_.mse, mse, 1e-9 * mse, "mse");
    if (mse == 0) {
      expect(result_.psnr == std::numeric_limits<double>::infinity(), "psnr is finite, though nothing changed");
    } else {
      near(result_.psnr, 10 * std::log10(255.0 * 255.0 * (has_alpha_ ? 4 : 3) / mse), 1e-6, "psnr");
    }
    if (opaque && image_.depth == 8) near(result_.mean_delta_e, difference / pixels, 1e-3, "mean color difference");
    expect(result_.mean_delta_e >= 0 && result_.mean_delta_e < 200, "mean color difference out of range");
    expect(mse != 0 || result_.mean_delta_e == 0, "a color difference, though nothing changed");
  }

  void iterations() {
    expect(result_.inertia >= 0, "negative inertia");
    for (std::size_t i = 1; i < result_.iterations.size(); ++i) {
      expect(result_.iterations[i].inertia <= result_.iterations[i - 1].inertia * (1 + 1e-6),
             "inertia rose in iteration " + std::to_string(i));
    }
  }

  const Image& image_;
  const QuantizeOptions& options_;
  const QuantizeResult& result_;
  const Palette& palette_;
  std::map<Pixel, std::uint64_t> histogram_;
  bool has_alpha_ = false;
  std::string problems_;
};

/// Quantizes and checks; what is wrong, one line each.
inline std::string quantize_problems(const Image& image, const QuantizeOptions& options) {
  const QuantizeResult result = quantize(image, options);
  return QuantizeCheck(image, options, result).problems();
}

inline void check_quantize(const Image& image, const QuantizeOptions& options) {
  EXPECT_EQ(quantize_problems(image, options), "");
}

}  // namespace kvant::test
