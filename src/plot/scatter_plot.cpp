#include "plot/scatter_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "kvant/error.hpp"
#include "plot/axis.hpp"
#include "plot/theme.hpp"

namespace kvant {
namespace {

using Anchor = TextStyle::Anchor;

constexpr double kWidth = 880;
constexpr double kHeight = 620;
constexpr double kTop = 88;
constexpr double kBottom = 552;
constexpr double kLeft = 84;  // at least: numbers may need more
constexpr double kRight = 704;
constexpr double kLegend = 728;
constexpr double kLegendRow = 22;
constexpr std::size_t kMostInLegend = 20;
constexpr std::size_t kMostNumbered = 40;  // centers; more would hide each other

/// Told apart by most eyes, and all of about the same weight on the page.
constexpr std::array kColors = {Color{0x2f, 0x6f, 0xb3}, Color{0xe0, 0x79, 0x2b}, Color{0x3a, 0x9d, 0x5d},
                                Color{0xc9, 0x4a, 0x5a}, Color{0x86, 0x62, 0xb0}, Color{0x8a, 0x6a, 0x52},
                                Color{0xd9, 0x77, 0xb0}, Color{0x2a, 0xa5, 0xb8}, Color{0xa0, 0x9a, 0x2c},
                                Color{0x5f, 0x66, 0x70}};

/// Beyond those, lighter ones and darker ones by turns.
Ink ink_of_cluster(std::size_t cluster) {
  const Ink ink = ink_of(kColors[cluster % kColors.size()]);
  const std::size_t round = cluster / kColors.size() % 3;
  if (round == 0) return ink;
  return round == 1 ? mix(ink, {1, 1, 1}, 0.42) : mix(ink, {0, 0, 0}, 0.38);
}

void require_valid(const ScatterPlot& plot) {
  const auto refuse = [](const char* message) { throw Error(ErrorCode::invalid_argument, message); };
  if (plot.clusters.empty() || plot.dots.empty()) refuse("a scatter plot needs a cluster and a dot at least");
  for (const ScatterPlot::Dot& dot : plot.dots) {
    if (dot.cluster >= plot.clusters.size()) refuse("a dot of a scatter plot is in a cluster that is not there");
    if (!std::isfinite(dot.x) || !std::isfinite(dot.y)) refuse("the dots of a scatter plot must be finite");
  }
}

/// An axis over the dots and a little more; over something, where they all lie together.
template <class Place>
Scale scale_of(const ScatterPlot& plot, Place place, double from_place, double to_place) {
  const auto by_place = [&](const auto& one, const auto& other) { return place(one) < place(other); };
  const auto [least, most] = std::minmax_element(plot.dots.begin(), plot.dots.end(), by_place);
  const double from = place(*least);
  const double to = place(*most);
  const double margin = to > from ? 0.04 * (to - from) : std::max(std::abs(to) * 0.1, 1e-9);
  return {from - margin, to + margin, from_place, to_place};
}

class Drawing {
 public:
  Drawing(const ScatterPlot& plot, PlotFormat format)
      : plot_(plot),
        theme_(theme(false)),
        canvas_(format, kWidth, kHeight),
        up_(scale_of(
            plot, [](const ScatterPlot::Dot& dot) { return dot.y; }, kBottom, kTop)),
        step_up_(round_step(up_.from, up_.to, 6)),
        left_(std::max(kLeft, 50 + widest_number(up_, step_up_))),
        across_(scale_of(
            plot, [](const ScatterPlot::Dot& dot) { return dot.x; }, left_, kRight)),
        step_across_(round_step(across_.from, across_.to, marks_across())) {}

  std::vector<std::uint8_t> draw() {
    canvas_.paint(theme_.paper);
    canvas_.text(left_, 38, plot_.title, {.ink = theme_.text, .size = 19, .bold = true});
    canvas_.text(left_, 61, plot_.subtitle, {.ink = theme_.quiet, .size = 13});
    draw_grid();
    draw_dots();
    for (std::size_t i = 0; i < plot_.clusters.size(); ++i) draw_center(i);
    draw_legend();
    return canvas_.finish(plot_.title,
                          fmt::format("{}; {} across, {} up", plot_.subtitle, plot_.across_label, plot_.up_label));
  }

 private:
  [[nodiscard]] TextStyle label(Anchor anchor) const { return {.ink = theme_.quiet, .size = 12, .anchor = anchor}; }

  double widest_number(const Scale& scale, double step) {
    const auto width = [&](double value) { return canvas_.text_width(number_text(value, step), label(Anchor::start)); };
    return std::max(width(scale.from), width(scale.to));
  }

  /// So many that their numbers have room beside each other.
  int marks_across() {
    const double each = 1.4 * (16 + widest_number(across_, (across_.to - across_.from) / 10));
    return std::clamp(static_cast<int>((kRight - left_) / each), 1, 7);
  }

  void draw_grid() {
    for (const double value : multiples(across_.from, across_.to, step_across_)) {
      canvas_.line(across_(value), kTop, across_(value), kBottom, theme_.grid, 1);
      canvas_.text(across_(value), kBottom + 19, number_text(value, step_across_), label(Anchor::middle));
    }
    for (const double value : multiples(up_.from, up_.to, step_up_)) {
      canvas_.line(left_, up_(value), kRight, up_(value), theme_.grid, 1);
      canvas_.text(left_ - 10, up_(value) + 4, number_text(value, step_up_), label(Anchor::end));
    }
    canvas_.line(left_, kBottom, kRight, kBottom, theme_.axis, 1);
    canvas_.line(left_, kTop, left_, kBottom, theme_.axis, 1);
    TextStyle name{.ink = theme_.text, .size = 12.5, .anchor = Anchor::middle};
    canvas_.text((left_ + kRight) / 2, kBottom + 43, plot_.across_label, name);
    name.turn = -std::numbers::pi / 2;
    canvas_.text(26, (kTop + kBottom) / 2, plot_.up_label, name);
  }

  void draw_dots() {
    const auto dots = static_cast<double>(plot_.dots.size());
    const double radius = std::clamp(70 / std::sqrt(dots), 1.2, 4.2);
    const double opacity = std::clamp(30 / std::sqrt(dots), 0.35, 0.8);
    for (const ScatterPlot::Dot& dot : plot_.dots) {
      canvas_.circle(across_(dot.x), up_(dot.y), radius);
      canvas_.fill(ink_of_cluster(dot.cluster).with_opacity(opacity));
    }
  }

  void draw_center(std::size_t cluster) {
    const double x = across_(plot_.clusters[cluster].x);
    const double y = up_(plot_.clusters[cluster].y);
    if (x < left_ || x > kRight || y < kTop || y > kBottom) return;  // of rows that are not drawn
    const bool numbered = plot_.clusters.size() <= kMostNumbered;
    const double radius = numbered ? 9.5 : 4;
    canvas_.circle(x, y, radius + 1.8);
    canvas_.fill(theme_.paper);
    canvas_.circle(x, y, radius);
    canvas_.fill(mix(ink_of_cluster(cluster), {0, 0, 0}, 0.12));
    if (!numbered) return;
    canvas_.text(x, y + 4, fmt::format("{}", cluster),
                 {.ink = theme_.paper, .size = 11, .bold = true, .anchor = Anchor::middle});
  }

  void draw_legend() {
    const std::size_t shown = std::min(plot_.clusters.size(), kMostInLegend);
    const auto row = [](std::size_t i) { return kTop + 8 + kLegendRow * static_cast<double>(i); };
    for (std::size_t i = 0; i < shown; ++i) {
      canvas_.circle(kLegend + 5, row(i), 5);
      canvas_.fill(ink_of_cluster(i));
      canvas_.text(kLegend + 18, row(i) + 4, plot_.clusters[i].name, label(Anchor::start));
    }
    if (shown == plot_.clusters.size()) return;
    canvas_.text(kLegend + 18, row(shown) + 4, fmt::format("and {} more", plot_.clusters.size() - shown),
                 label(Anchor::start));
  }

  const ScatterPlot& plot_;
  Theme theme_;
  Canvas canvas_;
  Scale up_;
  double step_up_;
  double left_;
  Scale across_;
  double step_across_;
};

}  // namespace

std::vector<std::uint8_t> draw_scatter(const ScatterPlot& plot, PlotFormat format) {
  require_valid(plot);
  return Drawing(plot, format).draw();
}

}  // namespace kvant
