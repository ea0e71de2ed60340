// What is opaque stays opaque: which centers may own opaque colors, and where that takes them.
#pragma once

#include <cstdint>
#include <vector>

#include "color/color_histogram.hpp"
#include "kmeans/assignment.hpp"
#include "kmeans/centers.hpp"

namespace kvant {

/// Which center owns each color, and the weighted sum of squared distances to them.
struct Owners {
  std::vector<std::uint32_t> labels;
  double inertia = 0;
};

/// The nearest center of each color, the lowest of several; of an opaque color, among the `opaque` centers if there are
/// any. `assignment` is that of `points`, the histogram's, and is left at that of the centers without this rule.
[[nodiscard]] Owners assign_keeping_opaque(const ColorHistogram& histogram, const Centers& centers,
                                           const std::vector<bool>& opaque, const Points& points,
                                           Assignment& assignment);

/// Makes the centers of mostly opaque clusters opaque, one at least of two or more, and says which are, for
/// assign_keeping_opaque(): none where the histogram has no alpha or there is one center. Of the first centers, which
/// stay as they are, `kept_opaque` says which are opaque.
[[nodiscard]] std::vector<bool> make_opaque(const ColorHistogram& histogram, const std::vector<bool>& kept_opaque,
                                            const Points& points, Assignment& assignment, Centers& centers);

/// make_opaque(), then Lloyd's iteration under the rule of assign_keeping_opaque(): an opaque center is the mean of its
/// colors but for alpha, and one that no opaque color needs is freed. Returns the inertia that is left.
double keep_opaque(const ColorHistogram& histogram, const std::vector<bool>& kept_opaque, const Points& points,
                   Assignment& assignment, Centers& centers);

}  // namespace kvant
