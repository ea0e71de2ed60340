// From a TIFF's stored samples to the pixels of an image.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "image/tiff_layout.hpp"

namespace kvant {

/// Turns rows of stored samples into pixels. Inks and L*a*b* stay what they are: tiff_read.cpp converts them later.
class TiffSamples {
 public:
  TiffSamples(const Tiff& tiff, const TiffLayout& layout);

  /// An image for the pixels: gray and palettes as RGB, inks in four channels, then alpha.
  [[nodiscard]] Image make_target() const;

  /// `stored` holds `count` pixels from (x, y) on: of all samples, or of plane `plane` only.
  void write(Image& image, const std::uint8_t* stored, std::uint32_t x, std::uint32_t y, std::uint32_t count,
             std::optional<std::uint32_t> plane);

  /// Whether a plane holds anything that is wanted.
  [[nodiscard]] bool wants(std::uint32_t plane) const;

  /// Floating-point samples that were met: the least and the greatest, and whether some were no numbers.
  [[nodiscard]] double least() const { return least_; }
  [[nodiscard]] double greatest() const { return greatest_; }
  [[nodiscard]] bool met_no_number() const { return met_no_number_; }

 private:
  /// Sample `sample` goes to channel `channel` as `table` says.
  struct Route {
    std::uint32_t sample;
    std::uint32_t channel;
    const std::uint16_t* table;
  };

  std::uint16_t from_float(double value);
  /// Every `step`-th sample from `first` on, `count` of them, into values_.
  void gather(const std::uint8_t* stored, std::size_t first, std::size_t step, std::size_t count);
  template <class Sample>
  void scatter(const Route& route, std::uint8_t* to, std::size_t channels) const;
  const std::uint16_t* make_table(std::uint32_t (*function)(std::uint32_t value, std::uint32_t top,
                                                            std::uint32_t full));
  void route_palette(const Tiff& tiff);
  void route_lab();

  TiffLayout layout_;
  std::uint32_t value_bits_;  ///< of what gather() makes
  std::uint32_t depth_;
  std::uint32_t channels_;
  std::vector<std::vector<std::uint16_t>> tables_;
  std::vector<Route> routes_;
  std::vector<std::uint16_t> values_;
  double least_ = 0;
  double greatest_ = 1;
  bool met_no_number_ = false;
};

}  // namespace kvant
