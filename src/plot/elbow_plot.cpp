#include "plot/elbow_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kvant/error.hpp"
#include "plot/axis.hpp"
#include "plot/theme.hpp"

namespace kvant {
namespace {

using Anchor = TextStyle::Anchor;

constexpr double kWidth = 800;
constexpr double kTop = 92;
constexpr double kBottom = 428;
constexpr double kLeft = 84;
constexpr double kRight = 724;
constexpr double kFirstRow = 488;  // of the choices
constexpr double kRowHeight = 22;

void require_valid(const ElbowPlot& plot) {
  const auto refuse = [](const char* message) { throw Error(ErrorCode::invalid_argument, message); };
  if (plot.k.empty()) refuse("an elbow plot needs at least one k");
  if (plot.inertia.size() != plot.k.size() || plot.variance_explained.size() != plot.k.size()) {
    refuse("an elbow plot needs an inertia and an explained variance for each k");
  }
  if (std::adjacent_find(plot.k.begin(), plot.k.end(), std::greater_equal<>()) != plot.k.end()) {
    refuse("the k of an elbow plot must ascend");
  }
  for (std::size_t i = 0; i < plot.k.size(); ++i) {
    if (!(plot.inertia[i] >= 0) || !std::isfinite(plot.inertia[i])) refuse("the inertia must be finite, 0 or more");
    if (!(plot.variance_explained[i] >= 0 && plot.variance_explained[i] <= 1)) {
      refuse("the explained variance must be from 0 to 1");
    }
  }
  const auto is_k = [&](std::uint32_t k) { return std::binary_search(plot.k.begin(), plot.k.end(), k); };
  if (plot.knee && !is_k(*plot.knee)) refuse("the knee must be one of the k");
  for (const ElbowPlot::Choice& choice : plot.choices) {
    if (!is_k(choice.k)) refuse("what a score chooses must be one of the k");
  }
}

/// The inertia of one color, from any k that leaves something unexplained; 0 if there is none.
double total_inertia(const ElbowPlot& plot) {
  for (std::size_t i = 0; i < plot.k.size(); ++i) {
    if (plot.variance_explained[i] < 1 && plot.inertia[i] > 0)
      return plot.inertia[i] / (1 - plot.variance_explained[i]);
  }
  return 0;
}

class Drawing {
 public:
  Drawing(const ElbowPlot& plot, PlotFormat format)
      : plot_(plot),
        theme_(theme(plot.dark)),
        canvas_(format, kWidth, kFirstRow + (plot.choices.empty() ? 0 : kRowHeight * rows() + 16)),
        across_{static_cast<double>(plot.k.front()), static_cast<double>(plot.k.back()), kLeft + 14, kRight - 14} {
    const double highest = *std::max_element(plot.inertia.begin(), plot.inertia.end());
    step_ = round_step(0, highest, 5);
    up_ = {0, highest > 0 ? std::ceil(highest / step_ - 1e-9) * step_ : 1, kBottom, kTop};
  }

  std::vector<std::uint8_t> draw() {
    canvas_.paint(theme_.paper);
    draw_titles();
    draw_inertia_axis();
    draw_variance_axis();
    draw_k_axis();
    draw_curve();
    draw_knee();
    for (std::size_t i = 0; i < plot_.choices.size(); ++i) draw_choice(i);
    return canvas_.finish(title(), description());
  }

 private:
  [[nodiscard]] std::string title() const { return fmt::format("How many {}s?", plot_.noun); }

  [[nodiscard]] double rows() const { return static_cast<double>(plot_.choices.size()); }

  [[nodiscard]] TextStyle label(Anchor anchor) const { return {.ink = theme_.quiet, .size = 12, .anchor = anchor}; }

  void draw_titles() {
    canvas_.text(kLeft, 40, title(), {.ink = theme_.text, .size = 19, .bold = true});
    canvas_.text(kLeft, 62, plot_.subtitle, {.ink = theme_.quiet, .size = 13});
  }

  void draw_inertia_axis() {
    for (double value : multiples(0, up_.to, step_)) {
      const double y = up_(value);
      canvas_.line(kLeft, y, kRight, y, value > 0 ? theme_.grid : theme_.axis, 1);
      canvas_.text(kLeft - 10, y + 4, number_text(value, step_), label(Anchor::end));
    }
    TextStyle upright = label(Anchor::middle);
    upright.turn = -std::numbers::pi / 2;
    canvas_.text(26, (kTop + kBottom) / 2, plot_.inertia_label, upright);
  }

  /// The same curve read against the other side: what is not left is explained.
  void draw_variance_axis() {
    const double total = total_inertia(plot_);
    if (!(total > 0)) return;
    const double least = std::max(0.0, 1 - up_.to / total);
    const double step = round_step(least, 1, 5);
    for (double share : multiples(least, 1, step)) {
      const double y = up_(total * (1 - share));
      canvas_.line(kRight, y, kRight + 4, y, theme_.axis, 1);
      canvas_.text(kRight + 10, y + 4, number_text(100 * share, 100 * step) + '%', label(Anchor::start));
    }
    TextStyle upright = label(Anchor::middle);
    upright.turn = std::numbers::pi / 2;
    canvas_.text(kWidth - 20, (kTop + kBottom) / 2, "variance explained", upright);
  }

  void draw_k_axis() {
    const double step = round_step(across_.from, across_.to, 9, 1);
    std::vector<double> marks = multiples(across_.from, across_.to, step);
    // Both ends have a number, those that come too near give way.
    const auto crowds = [&](double mark) { return mark - across_.from < step * 0.7 || across_.to - mark < step * 0.7; };
    std::erase_if(marks, crowds);
    marks.push_back(across_.from);
    if (across_.to > across_.from) marks.push_back(across_.to);
    for (double mark : marks) {
      canvas_.line(across_(mark), kBottom, across_(mark), kBottom + 4, theme_.axis, 1);
      canvas_.text(across_(mark), kBottom + 19, number_text(mark, 1), label(Anchor::middle));
    }
    canvas_.text((kLeft + kRight) / 2, kBottom + 41, plot_.noun + "s (k)", label(Anchor::middle));
  }

  void draw_curve() {
    const auto trace = [this] {
      for (std::size_t i = 0; i < plot_.k.size(); ++i) canvas_.line_to(across_(plot_.k[i]), up_(plot_.inertia[i]));
    };
    canvas_.move_to(across_(plot_.k.front()), kBottom);
    trace();
    canvas_.line_to(across_(plot_.k.back()), kBottom);
    canvas_.close_path();
    canvas_.fill(theme_.curve.with_opacity(0.09));
    canvas_.move_to(across_(plot_.k.front()), up_(plot_.inertia.front()));
    trace();
    canvas_.stroke(theme_.curve, 2);
    if (plot_.k.size() > 100) return;
    for (std::size_t i = 0; i < plot_.k.size(); ++i) {
      canvas_.circle(across_(plot_.k[i]), up_(plot_.inertia[i]), 2.6);
      canvas_.fill(theme_.curve);
    }
  }

  void draw_knee() {
    if (!plot_.knee) {
      canvas_.text(kRight - 14, kTop + 22, "no clear elbow", {.ink = theme_.quiet, .size = 14, .anchor = Anchor::end});
      return;
    }
    const auto at = std::lower_bound(plot_.k.begin(), plot_.k.end(), *plot_.knee) - plot_.k.begin();
    const double x = across_(*plot_.knee);
    const double y = up_(plot_.inertia[static_cast<std::size_t>(at)]);
    canvas_.line(x, y, x, kBottom, theme_.accent, 1.2, 4);
    canvas_.circle(x, y, 7.5);
    canvas_.fill(theme_.paper);
    canvas_.circle(x, y, 5.5);
    canvas_.fill(theme_.accent);
    // The curve falls: above it to the right there is room.
    const bool right = x < kRight - 190;
    const double beside = right ? x + 13 : x - 13;
    const double above = std::max(y - 13, kTop + 14);
    const TextStyle bold{.ink = theme_.accent, .size = 14, .bold = true, .anchor = right ? Anchor::start : Anchor::end};
    canvas_.text(beside, above, knee_text(), bold);
  }

  void draw_choice(std::size_t i) {
    const ElbowPlot::Choice& choice = plot_.choices[i];
    const double x = across_(choice.k);
    const double y = kFirstRow + kRowHeight * (static_cast<double>(i) + 0.5);
    canvas_.line(kLeft, y, kRight, y, theme_.grid, 1);
    canvas_.line(x, y - 5, x, y + 5, theme_.curve, 2);
    const std::string text = fmt::format("{}: {}", choice.score, choice.k);
    TextStyle style = label(Anchor::start);
    style.size = 11.5;
    const double width = canvas_.text_width(text, style);
    const double start = x + 9 + width < kRight ? x + 9 : x - 9 - width;
    canvas_.rectangle(start - 3, y - 9, width + 6, 18);
    canvas_.fill(theme_.paper);
    canvas_.text(start, y + 4, text, style);
  }

  [[nodiscard]] std::string knee_text() const {
    return plot_.knee ? fmt::format("knee: {} {}{}", *plot_.knee, plot_.noun, *plot_.knee == 1 ? "" : "s")
                      : "no clear elbow";
  }

  [[nodiscard]] std::string description() const {
    std::string text =
        fmt::format("{}. k = {} to {}, {}: {:.6g} to {:.6g}; {}", plot_.subtitle, plot_.k.front(), plot_.k.back(),
                    plot_.inertia_label, plot_.inertia.front(), plot_.inertia.back(), knee_text());
    for (const ElbowPlot::Choice& choice : plot_.choices) text += fmt::format("; {}: {}", choice.score, choice.k);
    return text;
  }

  const ElbowPlot& plot_;
  Theme theme_;
  Canvas canvas_;
  Scale across_;
  Scale up_;
  double step_ = 1;
};

}  // namespace

std::vector<std::uint8_t> draw_elbow(const ElbowPlot& plot, PlotFormat format) {
  require_valid(plot);
  return Drawing(plot, format).draw();
}

}  // namespace kvant
