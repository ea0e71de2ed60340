// The colors of several pictures as those of one.
#pragma once

#include "color/color_histogram.hpp"

namespace kvant {

/// Adds the pixels of `from` to those of `into`: the histogram of both pictures side by side, but without a lookup, as
/// there is no such picture. An empty histogram takes over the other.
void merge(const ColorHistogram& from, ColorHistogram& into);

}  // namespace kvant
