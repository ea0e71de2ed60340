// Which color of a dithering palette a pixel gets.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "color/dither_palette.hpp"
#include "color/nearest_color.hpp"

namespace kvant {

/// The nearest color to any place; for opaque pixels the nearest opaque one, if there are any. Not to be shared by
/// threads.
class NearestEntry {
 public:
  explicit NearestEntry(const DitherPalette& palette) : all_(palette.colors()) {
    for (std::uint32_t color = 0; color < palette.colors().size(); ++color) {
      if (!palette.opaque(color)) continue;
      colors_.push_back(palette.colors()[color]);
      indices_.push_back(color);
    }
    if (!colors_.empty() && colors_.size() < palette.colors().size()) opaque_.emplace(colors_);
  }
  NearestEntry(const NearestEntry&) = delete;
  NearestEntry& operator=(const NearestEntry&) = delete;
  ~NearestEntry() = default;

  [[nodiscard]] std::uint32_t operator()(Float4 place, bool opaque) {
    return opaque && opaque_ ? indices_[(*opaque_)(place)] : all_(place);
  }

 private:
  NearestColor all_;
  std::vector<Float4> colors_;          // the opaque ones
  std::vector<std::uint32_t> indices_;  // of these among all
  std::optional<NearestColor> opaque_;  // none: they are all or none
};

}  // namespace kvant
