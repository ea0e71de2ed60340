#include "cli/commands/elbow_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "cli/terminal/choice_text.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/text.hpp"
#include "cli/terminal/text_plot.hpp"

namespace kvant::cli {
namespace {

std::string score_text(double score, const char* format) {
  if (std::isnan(score)) return "-";
  if (std::isinf(score)) return "inf";
  return fmt::format(fmt::runtime(format), score);
}

std::string table(const ElbowFindings& found) {
  const bool picture = !found.figures.empty();
  std::string text =
      fmt::format("{:>6} {:>10} {:>9}{} {:>11} {:>12} {:>10}\n", "k", "inertia", "variance",
                  picture ? fmt::format(" {:>9} {:>8}", "PSNR", "mean dE") : "", "Calinski-H.", "BIC", "silhouette");
  for (std::size_t i = 0; i < found.curve.points.size(); ++i) {
    const CurvePoint& at = found.curve.points[i];
    std::string fidelity;
    if (picture) {
      fidelity =
          fmt::format(" {:>9} {:>8.2f}", score_text(found.figures[i].psnr, "{:.2f} dB"), found.figures[i].mean_delta_e);
    }
    text += fmt::format("{:>6} {:>10.5g} {:>8.2f}%{} {:>11} {:>12} {:>10}\n", at.k, at.inertia,
                        100 * at.variance_explained, fidelity, score_text(at.calinski_harabasz, "{:.0f}"),
                        score_text(at.bic, "{:.0f}"), score_text(at.simplified_silhouette, "{:.3f}"));
  }
  return text;
}

std::string k_text(const std::optional<std::uint32_t>& k) { return k ? fmt::format("{}", *k) : "none"; }

std::string verdict(const ElbowFindings& found) {
  std::string text;
  if (found.elbow) {
    text += fmt::format("  elbow:      {}k = {}, {:.2f} times as steep before as behind ({:g} or more is clear)\n",
                        found.elbow->clear ? "" : "no clear one; at most ", found.elbow->k, found.elbow->sharpness,
                        kClearSharpness);
  } else {
    text += "  elbow:      no clear one; on logarithmic axes the curve does not bend\n";
  }
  text += fmt::format("  knee:       {} (Kneedle, in the range from {} to {})\n", k_text(found.knee),
                      found.curve.points.front().k, found.curve.points.back().k);
  text += fmt::format("  others:     Calinski-Harabasz {}, BIC {}, simplified silhouette {}\n",
                      k_text(found.calinski_harabasz), k_text(found.bic), k_text(found.silhouette));
  text += fmt::format("  to take:    {}\n", choice_text(found.choice));
  return text;
}

/// What is fitted where the range goes beyond what there is.
std::string clipping(const ElbowFindings& found, std::uint32_t to) {
  const std::uint32_t last = found.curve.points.back().k;
  return last < to ? fmt::format("  there {} only {}, so the range ends there\n", last == 1 ? "is" : "are",
                                 counted(last, found.subject.distinct))
                   : "";
}

Json k_json(const std::optional<std::uint32_t>& k) { return k ? Json(*k) : Json(nullptr); }

}  // namespace

ElbowFindings judge(ElbowSubject subject, Curve curve, std::vector<ColorFigures> figures) {
  ElbowFindings found;
  found.subject = std::move(subject);
  found.curve = std::move(curve);
  found.figures = std::move(figures);
  found.knee = find_knee(found.curve);
  found.elbow = find_elbow(found.curve);
  found.calinski_harabasz = best_k(found.curve, Score::calinski_harabasz);
  found.bic = best_k(found.curve, Score::bic);
  found.silhouette = best_k(found.curve, Score::simplified_silhouette);
  found.choice = choose_k(found.curve);
  return found;
}

std::string text_of(const ElbowFindings& found, std::uint32_t to) {
  std::vector<double> ks;
  std::vector<double> inertias;
  for (const CurvePoint& at : found.curve.points) {
    ks.push_back(at.k);
    inertias.push_back(at.inertia);
  }
  const bool braille = standard_output_is_terminal() && text_is_utf8();
  return fmt::format("{}\n{}{}\n  {}, by k\n{}{}", found.subject.title, clipping(found, to), table(found),
                     found.subject.inertia,
                     draw({.x = ks,
                           .y = inertias,
                           .mark = found.knee ? std::optional<double>(*found.knee) : std::nullopt,
                           .width = std::min(terminal_width(), 100U),
                           .braille = braille}),
                     verdict(found));
}

Json json_of(const ElbowFindings& found, Json about) {
  Json curve = Json::array();
  for (std::size_t i = 0; i < found.curve.points.size(); ++i) {
    const CurvePoint& at = found.curve.points[i];
    Json point = {{"k", at.k}, {"inertia", at.inertia}, {"variance_explained", at.variance_explained}};
    if (!found.figures.empty()) {
      point["psnr"] = number_or_null(found.figures[i].psnr);
      point["mean_delta_e"] = found.figures[i].mean_delta_e;
    }
    point["calinski_harabasz"] = number_or_null(at.calinski_harabasz);
    point["bic"] = number_or_null(at.bic);
    point["simplified_silhouette"] = number_or_null(at.simplified_silhouette);
    curve.push_back(std::move(point));
  }
  Json json = std::move(about);
  json["knee"] = k_json(found.knee);
  json["elbow"] = nullptr;
  if (found.elbow) {
    json["elbow"] = {
        {"k", found.elbow->k}, {"sharpness", number_or_null(found.elbow->sharpness)}, {"clear", found.elbow->clear}};
  }
  json["calinski_harabasz"] = k_json(found.calinski_harabasz);
  json["bic"] = k_json(found.bic);
  json["simplified_silhouette"] = k_json(found.silhouette);
  json["auto"] = {{"k", found.choice.k}, {"reason", reason_word(found.choice.reason)}};
  json["curve"] = std::move(curve);
  return json;
}

ElbowPlot plot_of(const ElbowFindings& found) {
  ElbowPlot plot;
  plot.noun = found.subject.noun;
  plot.subtitle = found.subject.title;
  for (const CurvePoint& at : found.curve.points) {
    plot.k.push_back(at.k);
    plot.inertia.push_back(at.inertia);
    plot.variance_explained.push_back(std::clamp(at.variance_explained, 0.0, 1.0));
  }
  plot.inertia_label = found.subject.inertia_label;
  if (found.elbow && found.elbow->clear) plot.knee = found.elbow->k;
  const auto add = [&](const std::string& name, const std::optional<std::uint32_t>& k) {
    if (k) plot.choices.push_back({name, *k});
  };
  add("Kneedle", found.knee);
  add("Calinski-Harabasz", found.calinski_harabasz);
  add("BIC", found.bic);
  add("simplified silhouette", found.silhouette);
  add("to take", found.choice.k);
  return plot;
}

}  // namespace kvant::cli
