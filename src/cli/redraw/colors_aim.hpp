// How many colors, if that is not given as a number: -k auto, --psnr, --max-delta, --target-size.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kvant/aim.hpp"

namespace kvant::cli {

struct Arguments;

/// How many colors an aim may take, unless -k says: what a palette file holds.
inline constexpr std::uint32_t most_colors_for_aim = 256;

/// Makes quantize.colors the most that an aim may take, if there is one.
void allow_colors_for_aim(Arguments& arguments);

/// A number of colors, and how it came about.
struct ChosenColors {
  std::uint32_t colors = 0;
  std::string_view by;  ///< "auto", "psnr", "max_delta" or "target_size"
  std::string why;      ///< "fewest for PSNR 35 dB"
};

[[nodiscard]] ChosenColors chosen_colors(const Aim& aim, const AimedResult& reached);

/// Throws UsageError if the aim and other options exclude each other.
void check_aim(const Arguments& arguments);

/// A choice as it is shown: "9, no clear elbow: the fewest that explain 95% of the variance".
[[nodiscard]] std::string choice_text(const Choice& choice);

/// Why it was made, for JSON: "clear_elbow", "enough_variance", ...
[[nodiscard]] std::string reason_word(Reason reason);

}  // namespace kvant::cli
