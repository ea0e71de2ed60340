// The search for a palette, iteration by iteration, to be shown.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "color/color_histogram.hpp"
#include "kvant/quantize.hpp"
#include "threads/parallel.hpp"

namespace kvant {

/// A palette on the way, its colors rounded to 8 bits, perhaps two alike, and the entry of each color of the histogram.
struct FitStep {
  Palette palette;
  std::vector<std::uint32_t> labels;
};

/// Runs plain k-means on all colors, from its start (k-means++, random or given) until the centers rest, and shows the
/// start and what each iteration leads to, at most `most` (2 or more) steps. Of more, those are shown that divide the
/// way that the centers travel into equal parts: many at first, when they move far.
///
/// This is not the search that fit_palette() makes by default, which leaves little to see: it finds nearly final
/// centers on few points. Plain k-means may end at other centers, a little worse. Nothing is shown where nothing is
/// searched: with a given palette, or with no more colors than asked for.
void show_fit_steps(const ColorHistogram& histogram, const QuantizeOptions& options, std::size_t most, Workers& workers,
                    const std::function<void(const FitStep&)>& show);

/// The numbers of at most `most` steps, ascending, the first and the last among them. `moved[i]`: how far it is from
/// step i to the next.
[[nodiscard]] std::vector<std::size_t> steps_to_show(std::span<const double> moved, std::size_t most);

}  // namespace kvant
