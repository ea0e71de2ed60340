#include <algorithm>
#include <numbers>

#include "plot/axis.hpp"
#include "plot/cloud_panels.hpp"

namespace kvant {
namespace {

using Anchor = TextStyle::Anchor;

void draw_grid(Canvas& canvas, const Theme& theme, const CloudPlot::Axis& first, const CloudPlot::Axis& second,
               const Scale& across, const Scale& up) {
  const TextStyle below{.ink = theme.quiet, .size = 11, .anchor = Anchor::middle};
  const TextStyle beside{.ink = theme.quiet, .size = 11, .anchor = Anchor::end};
  canvas.rectangle(across.from_place, up.to_place, across.to_place - across.from_place, up.from_place - up.to_place);
  canvas.fill(theme.panel);
  for (double value : multiples(first.from, first.to, first.step)) {
    const double x = across(value);
    canvas.line(x, up.from_place, x, up.to_place, theme.lattice, 1);
    canvas.text(x, up.from_place + 17, number_text(value, first.step), below);
  }
  for (double value : multiples(second.from, second.to, second.step)) {
    const double y = up(value);
    canvas.line(across.from_place, y, across.to_place, y, theme.lattice, 1);
    canvas.text(across.from_place - 8, y + 4, number_text(value, second.step), beside);
  }
  TextStyle name{.ink = theme.text, .size = 12.5, .bold = true, .anchor = Anchor::middle};
  canvas.text((across.from_place + across.to_place) / 2, up.from_place + 36, first.name, name);
  name.turn = -std::numbers::pi / 2;
  canvas.text(across.from_place - 40, (up.from_place + up.to_place) / 2, second.name, name);
}

}  // namespace

void draw_flat_panel(Canvas& canvas, const Theme& theme, const CloudPlot& plot, Moment moment, const Panel& panel) {
  const auto [i, j] = *plot.flat;
  const CloudPlot::Axis& first = plot.axes[i];
  const CloudPlot::Axis& second = plot.axes[j];
  // The same length for the same distance along both.
  const double width = (first.to - first.from) * first.unit;
  const double height = (second.to - second.from) * second.unit;
  constexpr double beside = 52;
  constexpr double above = 6;
  constexpr double below = 44;
  const double room_across = panel.width - beside - 10;
  const double room_up = panel.height - above - below;
  const double scale = std::min(room_across / width, room_up / height);
  const double left = panel.left + beside + (room_across - width * scale) / 2;
  const double bottom = panel.top + above + (room_up + height * scale) / 2;
  const Scale across{first.from, first.to, left, left + width * scale};
  const Scale up{second.from, second.to, bottom, bottom - height * scale};
  draw_grid(canvas, theme, first, second, across, up);

  const double radius = dot_radius(plot.dots.size());
  for (const CloudPlot::Dot& dot : plot.dots) {
    canvas.circle(across(dot.position[i]), up(dot.position[j]), radius);
    canvas.fill(moment == Moment::before ? ink_of(dot.color).with_opacity(0.9)
                                         : ink_of(dot.center).with_opacity(kGhost));
  }
  if (moment == Moment::before) return;
  std::vector<CloudPlot::Ball> balls = plot.balls;
  std::stable_sort(balls.begin(), balls.end(), [](const auto& a, const auto& b) { return a.share > b.share; });
  for (const CloudPlot::Ball& ball : balls) {
    const double x = across(ball.position[i]);
    const double y = up(ball.position[j]);
    const double size = ball_radius(ball.share, panel);
    canvas.circle(x, y, size);
    canvas.fill(ink_of(ball.color));
    canvas.circle(x, y, size);
    canvas.stroke(theme.paper, 1.4);
  }
}

}  // namespace kvant
