// How many colors, if that is not given as a number: -k auto, --psnr, --max-delta, --target-size.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kvant/choose.hpp"
#include "kvant/image.hpp"
#include "kvant/io.hpp"
#include "kvant/quantize.hpp"

namespace kvant::cli {

struct Arguments;

/// At most one of these is set.
struct ColorsAim {
  bool automatic = false;                    ///< as the curve of `kvant elbow` says
  std::optional<double> psnr;                ///< the fewest colors that reach so many dB
  std::optional<double> max_delta;           ///< the fewest colors with no more mean CIEDE2000
  std::optional<std::uint64_t> target_size;  ///< the most colors in a file of no more bytes

  [[nodiscard]] bool any() const { return automatic || psnr || max_delta || target_size; }
};

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

struct AimedRedrawing {
  QuantizeResult result;
  std::vector<std::uint8_t> encoded;  ///< empty: not yet encoded
  ChosenColors chosen;
};

/// Redraws with the number of colors that the aim of `arguments` asks for; every figure of the aim is that of the
/// result. Throws Error, also if the aim is out of reach: then it says how near it came.
[[nodiscard]] AimedRedrawing redraw_by_aim(const Image& image, Format format, const Arguments& arguments);

/// Throws UsageError if the aim and other options exclude each other.
void check_aim(const Arguments& arguments);

/// A choice as it is shown: "9, no clear elbow: the fewest that explain 95% of the variance".
[[nodiscard]] std::string choice_text(const Choice& choice);

/// Why it was made, for JSON: "clear_elbow", "enough_variance", ...
[[nodiscard]] std::string reason_word(Reason reason);

}  // namespace kvant::cli
