// Redraw a picture with k colors.
//
//   kvant::QuantizeResult out = kvant::quantize(image, {.colors = 24});
#pragma once

#include <cstdint>
#include <memory>
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

/// How the colors between those of the palette are drawn.
enum class Dither {
  none,             ///< each pixel gets the nearest color: areas stay flat
  floyd_steinberg,  ///< Floyd & Steinberg (1976): the error of a pixel goes to four around it; the all-round choice
  atkinson,         ///< three quarters of the error, to six pixels: more contrast, clean light and dark areas
  sierra,           ///< Sierra (1989): to ten pixels of three rows
  riemersma,        ///< Riemersma (1998): along a Hilbert curve; grain without direction
  bayer,            ///< Bayer (1973): a regular pattern of 8 x 8 pixels
  blue_noise,       ///< Ulichney (1993): a pattern of 64 x 64 pixels without visible order
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
  /// Colors to draw with instead of those found: the area that was found darkest gets the first, the lightest the last.
  /// 2 to 65,536; their number replaces `colors`. Transparency stays. Empty: areas keep their colors.
  Palette recolor = {};
  /// 0 to 1: how far large areas give way to small ones. An area of similar colors, A of the picture, counts as
  /// A^(1 - salience); noise, texture and edges count by their pixels. 0: all pixels count alike, which has the lowest
  /// mean error; 0.5 keeps a color that 0.1% of the picture has.
  double salience = 0;
  Space space = Space::oklab;
  /// Mixes colors of the palette so that the mean light of a small area is that of the picture, as paper, screens and
  /// eyes mix them; which color is nearest is told in `space`. Pixels whose color is in the palette keep it, so that
  /// flat areas can stay flat.
  Dither dither = Dither::none;
  double dither_strength = 1;  ///< how much of the error is made good, 0 (as Dither::none) to 1
  Init init = Init::kmeans_plus_plus;
  Palette start = {};        ///< a palette to start from instead of `init`; its size replaces `colors`
  int effort = 7;            ///< 1 (fastest) to 10 (best), see KMeansOptions::effort; leave alone
  double tolerance = 1e-4;   ///< see KMeansOptions::tolerance; times k / 256 below 256 colors
  int max_iterations = 300;  ///< see KMeansOptions::max_iterations
  std::uint64_t seed = 0;
  unsigned threads = 0;  ///< 0: one per core
};

/// The color that changed most.
struct WorstColor {
  std::uint32_t x = 0;  ///< the first of its pixels, rows from the top, from 0
  std::uint32_t y = 0;
  std::uint64_t pixels = 0;  ///< that have it
  Color from;                ///< rounded to 8 bits
  Color to;
  double delta_e = 0;  ///< CIEDE2000
};

/// Seconds of wall time.
struct QuantizeTimings {
  double histogram = 0;
  double fit = 0;
  double map = 0;
};

struct QuantizeResult {
  /// Every palette entry is distinct and used by some pixel, but for `pins`, which may be unused, and where dithering
  /// left one out. A given `palette` comes back as it is, followed by {0, 0, 0, 0} if that was missing for transparent
  /// pixels. After `recolor`, entries may be alike.
  IndexedImage image;
  std::vector<std::uint64_t> pixel_counts;  ///< pixels of each palette entry
  std::uint64_t distinct_colors = 0;  ///< distinct RGB(A) values in the input; all fully transparent pixels are one
  /// Squared sRGB error (0..255) of the written colors, summed over channels, per pixel; with alpha, of 4 channels
  /// and premultiplied, so that what cannot be seen is no error.
  double mse = 0;
  double psnr = 0;                  ///< dB, from mse over the channels; infinite if nothing changed
  double mean_delta_e = 0;          ///< mean CIEDE2000 color difference per pixel, of the written colors
  std::optional<WorstColor> worst;  ///< none if no color changed, or if the picture was dithered, or if dithered
  double inertia =
      0;  ///< per pixel, in `space` (sRGB: same unit as mse), of the unrounded centers; weighted as `salience` says
  bool converged = true;
  std::vector<IterationStatistics> iterations;
  QuantizeTimings timings;
};

/// Finds the palette that describes the picture best and draws the picture with it.
/// The result is a function of the picture and the options only: same bytes on any number of threads and any machine.
/// Throws Error(invalid_argument).
[[nodiscard]] KVANT_EXPORT QuantizeResult quantize(const Image& image, const QuantizeOptions& options = {});

/// Fits one palette to many pictures, as if they were one. Memory is bounded by the number of distinct colors, however
/// many pictures there are. Draw with it by QuantizeOptions::palette.
///
///   kvant::SharedPalette shared({.colors = 32});
///   for (const kvant::Image& image : images) shared.add(image);
///   const kvant::QuantizeResult first = kvant::quantize(images.front(), {.palette = shared.fit()});
class KVANT_EXPORT SharedPalette {
 public:
  /// Throws Error(invalid_argument), also for a given palette and for recoloring: those are of each picture.
  explicit SharedPalette(const QuantizeOptions& options);
  SharedPalette(const SharedPalette&) = delete;
  SharedPalette& operator=(const SharedPalette&) = delete;
  SharedPalette(SharedPalette&& other) noexcept;
  SharedPalette& operator=(SharedPalette&& other) noexcept;
  ~SharedPalette();

  /// Counts the colors of a picture. Throws Error(invalid_argument).
  void add(const Image& image);

  /// The palette of all pictures so far; the order in which they came does not matter.
  /// Throws Error(invalid_argument) if there are none.
  [[nodiscard]] Palette fit() const;

 private:
  struct Counted;
  std::unique_ptr<Counted> counted_;
};

/// A method of dithering, as the command line names it.
struct DitherMethod {
  Dither dither;
  std::string_view name;         ///< like "floyd-steinberg"
  std::string_view description;  ///< what to take it for, in few words
};

/// All of them, Dither::none the first.
[[nodiscard]] KVANT_EXPORT std::vector<DitherMethod> dither_methods();

[[nodiscard]] KVANT_EXPORT std::string_view dither_name(Dither dither);
[[nodiscard]] KVANT_EXPORT std::optional<Dither> dither_of_name(std::string_view name);

/// "srgb", "linear" or "oklab".
[[nodiscard]] KVANT_EXPORT std::string_view space_name(Space space);
[[nodiscard]] KVANT_EXPORT std::optional<Space> space_of_name(std::string_view name);

}  // namespace kvant
