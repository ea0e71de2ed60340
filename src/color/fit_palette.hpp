// From counted colors to the palette that describes them best.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "color/color_histogram.hpp"
#include "kmeans/points.hpp"
#include "kvant/quantize.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// A palette, and which of its entries stands for each color of a histogram.
struct FittedPalette {
  Palette palette;                    ///< see QuantizeResult::image
  std::vector<std::uint32_t> labels;  ///< of each color, in the histogram's order
  double inertia = 0;                 ///< per pixel, see QuantizeResult::inertia
  bool converged = true;
  std::vector<IterationStatistics> iterations;
};

/// The options of the clustering that a redrawing asks for, but for the starting centers.
[[nodiscard]] KMeansOptions fit_options(const QuantizeOptions& options);

/// The tolerance of a clustering (see KMeansOptions) where that of a redrawing is asked for: less below 256 clusters,
/// as few centers add up to less than many.
[[nodiscard]] double tolerance_for(double tolerance, std::uint32_t clusters);

/// What is clustered where a palette must be searched for.
struct PaletteSearch {
  Points points;          ///< the colors, weighted as the options say
  KMeansOptions k_means;  ///< but for the starting centers
  Palette kept;           ///< centers that never move, the first
};

/// The palette, if there is nothing to search for: it is given, or there are no more colors than asked for. Else what
/// to search in. Throws as fit_palette() does.
[[nodiscard]] std::variant<FittedPalette, PaletteSearch> begin_fit(const ColorHistogram& histogram,
                                                                   const QuantizeOptions& options, Workers& workers);

/// Clusters the colors and rounds the centers to 8 bits; a histogram with no more colors than asked for keeps them. If
/// the options give a palette, that is taken.
/// Throws Error(invalid_argument) if a given palette has nothing for this picture, or pins leave no room for its
/// transparency.
[[nodiscard]] FittedPalette fit_palette(const ColorHistogram& histogram, const QuantizeOptions& options,
                                        Workers& workers);

}  // namespace kvant
