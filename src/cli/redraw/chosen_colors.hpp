// How many colors were taken, if that was not given as a number: for -k auto, --psnr, --max-delta, --target-size.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kvant/aim.hpp"

namespace kvant::cli {

/// A number of colors, and how it came about.
struct ChosenColors {
  std::uint32_t colors = 0;
  std::string_view by;  ///< "auto", "psnr", "max_delta" or "target_size"
  std::string why;      ///< "fewest for PSNR 35 dB"
};

[[nodiscard]] ChosenColors chosen_colors(const Aim& aim, const AimedResult& reached);

}  // namespace kvant::cli
