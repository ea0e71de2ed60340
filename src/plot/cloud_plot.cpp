#include "plot/cloud_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kvant/error.hpp"
#include "plot/cloud_panels.hpp"
#include "plot/theme.hpp"

namespace kvant {
namespace {

constexpr double kWidth = 480;
constexpr double kSpaceHeight = 448;
constexpr double kFlatHeight = 476;
constexpr double kMargin = 32;
constexpr double kGap = 28;
constexpr double kPanelTop = 92;
constexpr double kStripHeight = 20;

void require_valid(const CloudPlot& plot) {
  const auto refuse = [](const char* message) { throw Error(ErrorCode::invalid_argument, message); };
  if (!plot.before && !plot.after) refuse("a cloud plot needs a panel");
  for (const CloudPlot::Axis& axis : plot.axes) {
    if (!(axis.to > axis.from) || !(axis.step > 0) || !(axis.unit > 0)) refuse("an axis of the cloud has no length");
  }
  if (plot.flat && (plot.flat->first > 2 || plot.flat->second > 2)) refuse("a cloud has three axes");
}

/// The palette, each color as wide as its share.
void draw_strip(Canvas& canvas, const CloudPlot& plot, double left, double top, double width) {
  double total = 0;
  for (const CloudPlot::Ball& ball : plot.balls) total += ball.share;
  double passed = 0;
  for (const CloudPlot::Ball& ball : plot.balls) {
    const double from = std::round(2 * (left + width * passed / total)) / 2;
    passed += ball.share;
    const double to = std::round(2 * (left + width * passed / total)) / 2;
    canvas.rectangle(from, top, to - from, kStripHeight);
    canvas.fill(ink_of(ball.color));
  }
}

}  // namespace

double dot_radius(std::size_t dots) { return std::clamp(200 / std::sqrt(static_cast<double>(dots)), 0.8, 3.0); }

double ball_radius(double share, const Panel& panel) { return std::max(2.0, 0.16 * panel.width * std::sqrt(share)); }

std::vector<std::uint8_t> draw_cloud(const CloudPlot& plot, PlotFormat format) {
  require_valid(plot);
  const Theme colors = theme(plot.dark);
  Panel panel{kMargin, kPanelTop, kWidth, plot.flat ? kFlatHeight : kSpaceHeight};
  const double width = plot.before && plot.after ? 2 * kWidth + kGap : kWidth;
  const double strip = kPanelTop + panel.height + 14;
  const double note = (plot.after ? strip + kStripHeight : kPanelTop + panel.height) + 24;
  Canvas canvas(format, width + 2 * kMargin, note + 22);
  canvas.paint(colors.paper);
  canvas.text(kMargin, 44, plot.title, {.ink = colors.text, .size = 19, .bold = true});
  const auto draw = [&](Moment moment, const std::string& title) {
    canvas.text(panel.left, 70, title, {.ink = colors.quiet, .size = 14});
    (plot.flat ? draw_flat_panel : draw_space_panel)(canvas, colors, plot, moment, panel);
    panel.left += kWidth + kGap;
  };
  if (plot.before) draw(Moment::before, plot.before_title);
  if (plot.after) draw(Moment::after, plot.after_title);
  if (plot.after) draw_strip(canvas, plot, kMargin, strip, width);
  canvas.text(kMargin, note, plot.note, {.ink = colors.quiet, .size = 11.5});
  return canvas.finish(plot.title, fmt::format("{}; {}. {}", plot.before_title, plot.after_title, plot.note));
}

}  // namespace kvant
