#include "color/given_palette.hpp"

#include <algorithm>

#include "color/opaque.hpp"
#include "color/palette.hpp"
#include "kmeans/fit.hpp"
#include "kmeans/region_assignment.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

constexpr Color kTransparent = {0, 0, 0, 0};

// All fully transparent colors are one.
Color normalized(const Color& color) { return color.a == 0 ? kTransparent : color; }

bool usable(const Color& color, const ColorHistogram& histogram) { return color.a == 255 || histogram.has_alpha; }

}  // namespace

FittedPalette match_palette(const ColorHistogram& histogram, const Palette& given, Space space, Workers& workers) {
  FittedPalette result;
  std::transform(given.begin(), given.end(), std::back_inserter(result.palette), normalized);
  if (histogram.has_transparent() &&
      std::find(result.palette.begin(), result.palette.end(), kTransparent) == result.palette.end()) {
    if (result.palette.size() == kMaxClusters) {
      throw Error(ErrorCode::invalid_argument,
                  "the palette is full and has no entry for the transparent pixels of this picture");
    }
    result.palette.push_back(kTransparent);
  }
  Palette candidates;
  std::vector<std::uint32_t> places;  // of the candidates in the palette
  for (std::uint32_t i = 0; i < result.palette.size(); ++i) {
    if (!usable(result.palette[i], histogram)) continue;
    candidates.push_back(result.palette[i]);
    places.push_back(i);
  }
  if (candidates.empty()) {
    throw Error(ErrorCode::invalid_argument, "the palette has no opaque color, and this picture no transparent one");
  }
  const Points points = to_points(histogram, space, workers);
  const RegionTree tree(points, workers);
  RegionAssignment assignment(points, tree, workers);
  const Centers centers = to_centers(candidates, space, points.dimensions);
  const Owners owners = assign_keeping_opaque(histogram, centers, opaque_entries(candidates), points, assignment);
  result.inertia = owners.inertia / tree.moments(0)[0];
  for (std::uint32_t label : owners.labels) result.labels.push_back(places[label]);
  return result;
}

Palette colors_to_keep(const ColorHistogram& histogram, const Palette& pins, std::uint32_t colors) {
  Palette kept;
  if (histogram.has_transparent() && colors > 1) kept.push_back(kTransparent);
  for (const Color& pin : pins) {
    const Color color = normalized(pin);
    if (usable(color, histogram) && std::find(kept.begin(), kept.end(), color) == kept.end()) kept.push_back(color);
  }
  if (kept.size() > colors) {
    throw Error(ErrorCode::invalid_argument,
                "the pinned colors leave no entry for the transparent pixels of this picture; ask for one more color");
  }
  return kept;
}

}  // namespace kvant
