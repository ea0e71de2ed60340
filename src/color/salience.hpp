// Weights that keep small areas of a color of their own from being drowned by large ones.
#pragma once

#include <vector>

#include "color/color_histogram.hpp"
#include "kmeans/points.hpp"
#include "kvant/image.hpp"
#include "kvant/quantize.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// Counts the flat pixels of each color into histogram.flat: those that look like all their neighbors to the left, to
/// the right, above and below. Areas consist of such pixels; noise, texture, thin lines and the blends along edges do
/// not.
void count_flat(const Image& image, ColorHistogram& histogram, Workers& workers);

/// The weight of each color, see QuantizeOptions::salience. Without flat counts, or for salience 0, the pixel counts.
///
/// Colors are grouped in cells of 32 steps a side of the color cube. The flat pixels of a cell are the area A of these
/// colors, as a share of the picture; each of them weighs A^-salience, every other pixel 1. So an area weighs
/// A^(1 - salience): with salience 1, all areas weigh the same. Below 1/1000 of the picture, areas count as that large,
/// so that specks get no more weight than 1000 times their own.
[[nodiscard]] std::vector<double> salient_weights(const ColorHistogram& histogram, double salience);

/// Counts colors, and their flat pixels where the options' salience needs them.
[[nodiscard]] ColorHistogram count_colors(const Image& image, const QuantizeOptions& options, Workers& workers);

/// The colors as points in the options' space, weighted by their salience.
[[nodiscard]] Points to_points(const ColorHistogram& histogram, const QuantizeOptions& options, Workers& workers);

}  // namespace kvant
