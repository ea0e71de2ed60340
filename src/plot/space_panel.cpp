#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "plot/axis.hpp"
#include "plot/cloud_panels.hpp"

namespace kvant {
namespace {

using Anchor = TextStyle::Anchor;
using Point3 = std::array<double, 3>;

constexpr double kDegree = std::numbers::pi / 180;
// To the left of the box's right edge and a little above, so that black is at the lower left, white at the upper right.
constexpr double kAzimuth = -52 * kDegree;
constexpr double kElevation = 21 * kDegree;
constexpr double kDistance = 5.5;  ///< of the eye from the middle of the box, in half diagonals

double dot(const Point3& a, const Point3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

/// Where something is on the page.
struct Spot {
  double x = 0;
  double y = 0;
  double depth = 0;  ///< towards the eye
  double scale = 1;  ///< how much larger than in the middle of the box
};

/// Values on the axes to spots on the page.
class Camera {
 public:
  Camera(const CloudPlot& plot, const Panel& panel) {
    double diagonal = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const CloudPlot::Axis& axis = plot.axes[i];
      middle_[i] = (axis.from + axis.to) / 2;
      unit_[i] = axis.unit;
      const double half = (axis.to - axis.from) / 2 * axis.unit;
      diagonal += half * half;
    }
    for (double& unit : unit_) unit /= std::sqrt(diagonal);
    fit(plot, panel);
  }

  [[nodiscard]] Spot operator()(const Point3& value) const {
    Point3 at{};
    for (std::size_t i = 0; i < 3; ++i) at[i] = (value[i] - middle_[i]) * unit_[i];
    const double depth = dot(at, to_eye_);
    const double scale = kDistance / (kDistance - depth);
    return {x_ + zoom_ * scale * dot(at, right_), y_ - zoom_ * scale * dot(at, up_), depth, scale};
  }

 private:
  /// Makes the box as large as the panel allows, with room for the axes' labels.
  void fit(const CloudPlot& plot, const Panel& panel) {
    constexpr double sides = 30;
    constexpr double above = 0;
    constexpr double below = 36;
    std::array<double, 4> box = {1e9, -1e9, 1e9, -1e9};
    for (unsigned corner = 0; corner < 8; ++corner) {
      Point3 value{};
      for (std::size_t i = 0; i < 3; ++i) value[i] = (corner >> i & 1U) != 0 ? plot.axes[i].to : plot.axes[i].from;
      const Spot spot = (*this)(value);
      box = {std::min(box[0], spot.x), std::max(box[1], spot.x), std::min(box[2], spot.y), std::max(box[3], spot.y)};
    }
    const double width = panel.width - 2 * sides;
    const double height = panel.height - above - below;
    zoom_ = std::min(width / (box[1] - box[0]), height / (box[3] - box[2]));
    x_ = panel.left + sides + width / 2 - zoom_ * (box[0] + box[1]) / 2;
    y_ = panel.top + above + height / 2 - zoom_ * (box[2] + box[3]) / 2;
  }

  Point3 middle_{};
  Point3 unit_{};
  Point3 to_eye_{std::cos(kElevation) * std::cos(kAzimuth), std::cos(kElevation) * std::sin(kAzimuth),
                 std::sin(kElevation)};
  Point3 right_{-std::sin(kAzimuth), std::cos(kAzimuth), 0};
  Point3 up_{-std::sin(kElevation) * std::cos(kAzimuth), -std::sin(kElevation) * std::sin(kAzimuth),
             std::cos(kElevation)};
  double x_ = 0;
  double y_ = 0;
  double zoom_ = 1;
};

class SpacePanel {
  struct Thing {
    Spot spot;
    std::size_t index = 0;
  };

 public:
  SpacePanel(Canvas& canvas, const Theme& theme, const CloudPlot& plot, const Panel& panel)
      : canvas_(canvas), theme_(theme), plot_(plot), panel_(panel), camera_(plot, panel) {}

  void draw(Moment moment) {
    draw_walls();
    draw_axis(0, {0, plot_.axes[1].from, plot_.axes[2].from});
    draw_axis(1, {plot_.axes[0].to, 0, plot_.axes[2].from});
    draw_axis(2, {plot_.axes[0].from, plot_.axes[1].from, 0});
    if (moment == Moment::after) draw_shadows();
    draw_dots(moment);
    if (moment == Moment::after) draw_balls();
  }

 private:
  /// The three faces that the eye sees from within.
  void draw_walls() {
    draw_wall(0, plot_.axes[0].from, theme_.panel);
    draw_wall(1, plot_.axes[1].to, theme_.panel);
    draw_wall(2, plot_.axes[2].from, mix(theme_.panel, theme_.lattice, 0.35));
  }

  void draw_wall(std::size_t across, double value, const Ink& ink) {
    const std::size_t i = across == 0 ? 1 : 0;
    const std::size_t j = across == 2 ? 1 : 2;
    const CloudPlot::Axis& first = plot_.axes[i];
    const CloudPlot::Axis& second = plot_.axes[j];
    const auto spot = [&](double u, double v) {
      Point3 at{};
      at[across] = value;
      at[i] = u;
      at[j] = v;
      return camera_(at);
    };
    const auto line = [&](const Spot& a, const Spot& b) { canvas_.line(a.x, a.y, b.x, b.y, theme_.lattice, 1); };
    const std::array<Spot, 4> corners = {spot(first.from, second.from), spot(first.to, second.from),
                                         spot(first.to, second.to), spot(first.from, second.to)};
    canvas_.move_to(corners[0].x, corners[0].y);
    for (std::size_t corner = 1; corner < 4; ++corner) canvas_.line_to(corners[corner].x, corners[corner].y);
    canvas_.close_path();
    canvas_.fill(ink);
    for (std::size_t corner = 0; corner < 4; ++corner) line(corners[corner], corners[(corner + 1) % 4]);
    for (double u : multiples(first.from, first.to, first.step)) line(spot(u, second.from), spot(u, second.to));
    for (double v : multiples(second.from, second.to, second.step)) line(spot(first.from, v), spot(first.to, v));
  }

  /// The edge along an axis, with its name and its ends; `at` says where the edge is.
  void draw_axis(std::size_t i, Point3 at) {
    const CloudPlot::Axis& axis = plot_.axes[i];
    const auto spot = [&](double value) {
      at[i] = value;
      return camera_(at);
    };
    const Spot from = spot(axis.from);
    const Spot to = spot(axis.to);
    canvas_.line(from.x, from.y, to.x, to.y, theme_.axis, 1.2);
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    const double along_x = (to.x - from.x) / length;
    const double along_y = (to.y - from.y) / length;
    // Labels stand off the edge, away from the box: below the two on the floor, left of the one upright.
    const double off_x = i == 2 ? -1 : -along_y;
    const double off_y = i == 2 ? 0 : along_x;
    const auto label = [&](const Spot& spot_, double off, const std::string& text, const TextStyle& style) {
      canvas_.text(spot_.x + off_x * off, spot_.y + off_y * off + 4, text, style);
    };
    const TextStyle first{
        .ink = theme_.quiet, .size = 11, .anchor = std::array{Anchor::middle, Anchor::start, Anchor::end}[i]};
    const TextStyle last{
        .ink = theme_.quiet, .size = 11, .anchor = std::array{Anchor::end, Anchor::middle, Anchor::end}[i]};
    const double inset = (axis.to - axis.from) * (i == 2 ? 0 : 0.04);
    label(spot(axis.from + inset), i == 2 ? 8 : 14, number_text(axis.from, axis.step), first);
    label(spot(axis.to - inset), i == 2 ? 8 : 14, number_text(axis.to, axis.step), last);
    TextStyle name{.ink = theme_.text, .size = 12.5, .bold = true, .anchor = Anchor::middle};
    name.turn = std::atan2(along_y, along_x);
    const Spot middle = spot((axis.from + axis.to) / 2);
    const double off = i == 2 ? 12 : 20;
    canvas_.text(middle.x + off_x * off, middle.y + off_y * off + (i == 2 ? 0 : 3), axis.name, name);
  }

  /// Of the balls, on the floor, as from a lamp above.
  void draw_shadows() {
    const CloudPlot::Axis& x_axis = plot_.axes[0];
    const CloudPlot::Axis& y_axis = plot_.axes[1];
    for (const CloudPlot::Ball& ball : plot_.balls) {
      const Spot center = camera_({ball.position[0], ball.position[1], plot_.axes[2].from});
      const Spot beside =
          camera_({ball.position[0] + 0.01 * (x_axis.to - x_axis.from), ball.position[1], plot_.axes[2].from});
      // How many units of the x axis a length on the page is, seen from the front.
      const double per_unit = std::hypot(beside.x - center.x, beside.y - center.y) / 0.01 / (x_axis.to - x_axis.from);
      const double radius = 0.9 * ball_radius(ball.share, panel_) / per_unit;
      for (int step = 0; step < 36; ++step) {
        const double angle = step * 10 * kDegree;
        const double x = ball.position[0] + radius * std::cos(angle);
        const double y = ball.position[1] + radius * std::sin(angle) * x_axis.unit / y_axis.unit;
        const Spot rim =
            camera_({std::clamp(x, x_axis.from, x_axis.to), std::clamp(y, y_axis.from, y_axis.to), plot_.axes[2].from});
        if (step == 0) canvas_.move_to(rim.x, rim.y);
        canvas_.line_to(rim.x, rim.y);
      }
      canvas_.close_path();
    }
    canvas_.fill(Ink{0, 0, 0}.with_opacity(0.09));
  }

  void draw_dots(Moment moment) {
    const double radius = dot_radius(plot_.dots.size());
    for (const Thing& thing : by_depth(plot_.dots)) {
      const CloudPlot::Dot& dot = plot_.dots[thing.index];
      canvas_.circle(thing.spot.x, thing.spot.y, radius * thing.spot.scale);
      canvas_.fill(moment == Moment::before ? ink_of(dot.color).with_opacity(0.9)
                                            : ink_of(dot.center).with_opacity(kGhost));
    }
  }

  void draw_balls() {
    for (const Thing& thing : by_depth(plot_.balls)) {
      const CloudPlot::Ball& ball = plot_.balls[thing.index];
      const double radius = ball_radius(ball.share, panel_) * thing.spot.scale;
      canvas_.ball(thing.spot.x, thing.spot.y, radius, ink_of(ball.color));
    }
  }

  /// Dots or balls, the farthest first.
  [[nodiscard]] std::vector<Thing> by_depth(const auto& items) const {
    std::vector<Thing> things;
    things.reserve(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::array<float, 3>& at = items[i].position;
      things.push_back({camera_({at[0], at[1], at[2]}), i});
    }
    std::stable_sort(things.begin(), things.end(),
                     [](const Thing& a, const Thing& b) { return a.spot.depth < b.spot.depth; });
    return things;
  }

  Canvas& canvas_;
  const Theme& theme_;
  const CloudPlot& plot_;
  Panel panel_;
  Camera camera_;
};

}  // namespace

void draw_space_panel(Canvas& canvas, const Theme& theme, const CloudPlot& plot, Moment moment, const Panel& panel) {
  SpacePanel(canvas, theme, plot, panel).draw(moment);
}

}  // namespace kvant
