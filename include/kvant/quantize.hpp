// Redraw a picture with k colors.
//
//   kvant::QuantizeResult out = kvant::quantize(image, {.colors = 24});
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "kvant/export.hpp"
#include "kvant/image.hpp"
#include "kvant/kmeans.hpp"

namespace kvant {

/// The color space in which distances are measured and centers are means.
enum class Space {
  srgb,    ///< 8-bit sRGB values as they are: lowest squared RGB error
  linear,  ///< linear light: the physical mean of colors
  oklab,   ///< Oklab (Ottosson 2020): near to perceived differences
};

struct QuantizeOptions {
  std::uint32_t colors = 16;  ///< k: 1 to 65,536. A picture with fewer colors keeps them all, unchanged.
  /// Draws with these colors instead of fitting any: each pixel gets the nearest in `space`, the first of several. 1 to
  /// 65,536; their number replaces `colors`. An opaque picture gets opaque ones only; what is fully transparent stays
  /// so. Empty: colors are fitted.
  Palette palette = {};
  /// Colors that the fitted palette holds exactly, used or not; the others are fitted around them. At most `colors`.
  /// Those that are not opaque are left out where the picture is.
  Palette pins = {};
  Space space = Space::oklab;
  Init init = Init::kmeans_plus_plus;
  Palette start = {};        ///< for Init::given: the starting palette; its size replaces `colors`
  int effort = 7;            ///< 1 (fastest) to 10 (best), see KMeansOptions::effort; leave alone
  double tolerance = 1e-4;   ///< see KMeansOptions::tolerance
  int max_iterations = 300;  ///< see KMeansOptions::max_iterations
  std::uint64_t seed = 0;
  unsigned threads = 0;  ///< 0: one per core
};

/// Seconds of wall time.
struct QuantizeTimings {
  double histogram = 0;
  double fit = 0;
  double map = 0;
};

struct QuantizeResult {
  /// Every palette entry is distinct and used by some pixel, but for `pins`, which may be unused. A given `palette`
  /// comes back as it is, followed by {0, 0, 0, 0} if that was missing for transparent pixels.
  IndexedImage image;
  std::vector<std::uint64_t> pixel_counts;  ///< pixels of each palette entry
  std::uint64_t distinct_colors = 0;  ///< distinct RGB(A) values in the input; all fully transparent pixels are one
  /// Squared sRGB error (0..255) of the written colors, summed over channels, per pixel; with alpha, of 4 channels
  /// and premultiplied, so that what cannot be seen is no error.
  double mse = 0;
  double psnr = 0;          ///< dB, from mse over the channels; infinite if nothing changed
  double mean_delta_e = 0;  ///< mean CIEDE2000 color difference per pixel, of the written colors
  double inertia = 0;       ///< per pixel, in `space` (sRGB: same unit as mse), of the unrounded centers
  bool converged = true;
  std::vector<IterationStatistics> iterations;
  QuantizeTimings timings;
};

/// Finds the palette that describes the picture best and draws the picture with it.
/// The result is a function of the picture and the options only: same bytes on any number of threads and any machine.
/// Throws Error(invalid_argument).
[[nodiscard]] KVANT_EXPORT QuantizeResult quantize(const Image& image, const QuantizeOptions& options = {});

/// "srgb", "linear" or "oklab".
[[nodiscard]] KVANT_EXPORT std::string_view space_name(Space space);
[[nodiscard]] KVANT_EXPORT std::optional<Space> space_of_name(std::string_view name);

}  // namespace kvant
