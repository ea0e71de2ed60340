#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "kvant/choose.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

constexpr std::uint32_t kReach = 4;  // how many times k, and what part of it, the slopes around it are taken over
constexpr double kSensitivity = 1;

// The natural logarithm of a positive number by + - * / alone: the same bits with every math library, as the k chosen
// decides what is drawn.
double portable_log(double x) {
  int exponent = 0;
  double m = std::frexp(x, &exponent);  // x = m * 2^exponent, 1/2 <= m < 1
  if (m < 0.70710678118654752) {
    m *= 2;
    --exponent;
  }
  const double z = (m - 1) / (m + 1);  // ln m = 2 artanh z, |z| < 0.172
  double sum = 0;
  for (int power = 21; power >= 1; power -= 2) sum = sum * z * z + 1.0 / power;
  return 2 * z * sum + exponent * 0.69314718055994531;
}

// Where a falling curve lies farthest below its chord, once both axes are scaled to 1. `x` ascends.
std::optional<std::size_t> kneedle(std::span<const double> x, std::span<const double> y) {
  if (x.size() < 3) return std::nullopt;
  const double width = x.back() - x.front();
  const double fall = y.front() - y.back();
  if (!(fall > 0)) return std::nullopt;
  double highest = 0;
  std::size_t knee = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double difference = (y.front() - y[i]) / fall - (x[i] - x.front()) / width;
    if (difference > highest) {
      highest = difference;
      knee = i;
    }
  }
  // The difference ends at 0, and must fall by more than this behind the knee.
  const double threshold = kSensitivity / static_cast<double>(x.size() - 1);
  if (highest <= threshold) return std::nullopt;
  return knee;
}

// The ratio of the mean slopes of a curve before and after a point, as far as kReach.
double sharpness_at(std::span<const double> x, std::span<const double> y, std::size_t knee) {
  const double reach = portable_log(kReach) + 1e-9;
  std::size_t before = knee;
  while (before > 0 && x[knee] - x[before - 1] <= reach) --before;
  std::size_t after = knee;
  while (after + 1 < x.size() && x[after + 1] - x[knee] <= reach) ++after;
  const double falls_after = (y[knee] - y[after]) / (x[after] - x[knee]);
  const double falls_before = (y[before] - y[knee]) / (x[knee] - x[before]);
  return falls_after > 0 ? falls_before / falls_after : std::numeric_limits<double>::infinity();
}

double value_of(const CurvePoint& point, Score score) {
  switch (score) {
    case Score::calinski_harabasz:
      return point.calinski_harabasz;
    case Score::bic:
      return point.bic;
    case Score::simplified_silhouette:
      break;
  }
  return point.simplified_silhouette;
}

}  // namespace

std::optional<std::uint32_t> find_knee(const Curve& curve) {
  std::vector<double> x;
  std::vector<double> y;
  for (const CurvePoint& point : curve.points) {
    x.push_back(point.k);
    y.push_back(point.inertia);
  }
  const auto knee = kneedle(x, y);
  return knee ? std::optional(curve.points[*knee].k) : std::nullopt;
}

std::optional<Elbow> find_elbow(const Curve& curve) {
  std::vector<CurvePoint> points;
  std::vector<double> x;
  std::vector<double> y;
  for (const CurvePoint& point : curve.points) {
    if (point.inertia <= 0) break;
    x.push_back(portable_log(point.k));
    y.push_back(portable_log(point.inertia));
  }
  const auto knee = kneedle(x, y);
  if (!knee) return std::nullopt;
  const double sharpness = sharpness_at(x, y, *knee);
  return Elbow{curve.points[*knee].k, sharpness, sharpness >= kClearSharpness};
}

std::optional<std::uint32_t> best_k(const Curve& curve, Score score) {
  std::optional<std::uint32_t> best;
  double highest = 0;
  for (const CurvePoint& point : curve.points) {
    const double value = value_of(point, score);
    if (std::isnan(value) || (best && value <= highest)) continue;
    best = point.k;
    highest = value;
  }
  return best;
}

Choice choose_k(const Curve& curve) {
  if (curve.points.empty()) throw Error(ErrorCode::invalid_argument, "the curve is empty");
  const CurvePoint& last = curve.points.back();
  if (curve.distinct_points <= kFewPoints && last.k == curve.distinct_points) return {last.k, Reason::few_points};
  const std::optional<Elbow> elbow = find_elbow(curve);
  if (elbow && elbow->clear) return {elbow->k, Reason::clear_elbow};
  for (const CurvePoint& point : curve.points) {
    if (point.variance_explained >= kEnoughVariance) return {point.k, Reason::enough_variance};
  }
  return {last.k, Reason::end_of_range};
}

}  // namespace kvant
