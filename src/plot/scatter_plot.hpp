// Clusters of a table as dots in two dimensions, with their centers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plot/canvas.hpp"

namespace kvant {

struct ScatterPlot {
  struct Dot {
    double x = 0;
    double y = 0;
    std::uint32_t cluster = 0;  ///< one of `clusters`
  };
  struct Cluster {
    double x = 0;  ///< of its center
    double y = 0;
    std::string name;  ///< in the legend: "0: 50 rows"
  };

  std::string title = {};         ///< the table's name
  std::string subtitle = {};      ///< "150 rows, 4 columns, 3 clusters"
  std::string across_label = {};  ///< of the axis to the right
  std::string up_label = {};
  std::vector<Dot> dots = {};          ///< finite
  std::vector<Cluster> clusters = {};  ///< one at least
};

/// 880 x 620 units; PNG has two pixels for each.
/// Throws Error: invalid_argument if the plot contradicts itself, unsupported if Cairo cannot be loaded.
[[nodiscard]] std::vector<std::uint8_t> draw_scatter(const ScatterPlot& plot, PlotFormat format);

}  // namespace kvant
