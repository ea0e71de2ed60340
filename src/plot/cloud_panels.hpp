// The two ways to look at a cloud: each fills one panel of the page.
#pragma once

#include <vector>

#include "plot/canvas.hpp"
#include "plot/cloud_plot.hpp"
#include "plot/theme.hpp"

namespace kvant {

/// A part of the page.
struct Panel {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

enum class Moment { before, after };

/// The box of the three axes in perspective, with dots and, afterwards, balls, each in the order of their depth.
void draw_space_panel(Canvas& canvas, const Theme& theme, const CloudPlot& plot, Moment moment, const Panel& panel);

/// Two axes, seen along the third.
void draw_flat_panel(Canvas& canvas, const Theme& theme, const CloudPlot& plot, Moment moment, const Panel& panel);

/// The radius of one of so many dots.
[[nodiscard]] double dot_radius(std::size_t dots);

/// The radius of a ball, whose area goes with its share.
[[nodiscard]] double ball_radius(double share, const Panel& panel);

/// How opaque the dots are behind the balls.
inline constexpr double kGhost = 0.3;

}  // namespace kvant
