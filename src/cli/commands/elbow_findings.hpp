// What the clusterings of a range of k say, of a picture's colors or of a table's rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/terminal/json.hpp"
#include "kvant/aim.hpp"
#include "kvant/choose.hpp"
#include "plot/elbow_plot.hpp"

namespace kvant::cli {

/// What was clustered, in words.
struct ElbowSubject {
  std::string title;          ///< "cat.png: 451x300, 32,584 colors"
  std::string_view noun;      ///< what there are k of: "color"
  std::string_view distinct;  ///< what there may be too few of: "color", "distinct row"
  std::string inertia;        ///< "inertia per pixel"
  std::string inertia_label;  ///< the same for plots: "squared error per pixel in oklab"
};

struct ElbowFindings {
  ElbowSubject subject;
  Curve curve;
  std::vector<ColorFigures> figures;  ///< of a picture's points; empty for tables
  std::optional<std::uint32_t> knee;
  std::optional<Elbow> elbow;
  std::optional<std::uint32_t> calinski_harabasz;
  std::optional<std::uint32_t> bic;
  std::optional<std::uint32_t> silhouette;
  Choice choice;
};

/// Asks all scores.
[[nodiscard]] ElbowFindings judge(ElbowSubject subject, Curve curve, std::vector<ColorFigures> figures = {});

/// Table, curve and verdict for people. `to`: where the range was to end.
[[nodiscard]] std::string text_of(const ElbowFindings& found, std::uint32_t to);

/// `about`: the first fields of the object: what was clustered, and how.
[[nodiscard]] Json json_of(const ElbowFindings& found, Json about);

[[nodiscard]] ElbowPlot plot_of(const ElbowFindings& found);

}  // namespace kvant::cli
