// A picture that Studio has open, and what is worth keeping of it from one request to the next.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "color/color_histogram.hpp"
#include "color/fit_palette.hpp"
#include "color/spatial_difference.hpp"
#include "kvant/choose.hpp"
#include "kvant/io.hpp"
#include "kvant/quantize.hpp"
#include "studio/coarse_colors.hpp"
#include "studio/settings.hpp"

namespace kvant::studio {

/// A picture drawn in a palette.
struct Drawing {
  FittedPalette fitted;
  IndexedImage image;
  std::vector<std::uint64_t> counts;  ///< pixels of each entry
  std::optional<Choice> choice;       ///< for an automatic aim
  std::vector<std::uint8_t> encoded;  ///< for a size; else empty
  double psnr = 0;                    ///< see QuantizeResult
  double mean_delta_e = 0;
};

class OpenedPicture {
 public:
  explicit OpenedPicture(ReadResult in);

  [[nodiscard]] const ReadResult& in() const { return in_; }
  [[nodiscard]] const Image& image() const { return in_.image; }

  /// Its colors, counted once, and once more where settings ask for salience.
  [[nodiscard]] const ColorHistogram& colors(double salience = 0);

  /// What quantize() or quantize_to_aim() make of it. The latest is kept.
  [[nodiscard]] const Drawing& drawing(const Settings& settings, const std::string& key);

  /// About the same in a small part of the time, never dithered and without figures: for a slider that moves. Its
  /// palette may have the same color many times. Lasts until the next.
  [[nodiscard]] const IndexedImage& draft(const QuantizeOptions& options);

  /// What it looks like, for comparisons.
  [[nodiscard]] const SeenPicture& seen();

 private:
  [[nodiscard]] Drawing draw(const Settings& settings);

  ReadResult in_;
  std::optional<ColorHistogram> colors_;
  std::optional<ColorHistogram> flat_colors_;  ///< with the pixels in even surroundings
  std::optional<CoarseColors> coarse_;         ///< of one or the other, drawn as the latest draft
  bool coarse_is_flat_ = false;
  std::optional<SeenPicture> seen_;
  std::string drawn_key_;
  std::optional<Drawing> drawn_;
};

}  // namespace kvant::studio
