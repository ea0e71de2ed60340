#include "plot/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace kvant {
namespace {

constexpr std::string_view kMinus = "\u2212";  // as long as a digit is wide

}  // namespace

double round_step(double from, double to, int parts, double least) {
  const double wanted = (to - from) / parts;
  if (!(wanted > 0) || !std::isfinite(wanted)) return std::max(least, 1.0);
  const double power = std::pow(10.0, std::floor(std::log10(wanted)));
  double step = 10 * power;
  for (double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= wanted * 0.75) step = factor * power;
  }
  return std::max(step, least);
}

std::vector<double> multiples(double from, double to, double step) {
  std::vector<double> found;
  const double slack = step * 1e-9;
  double value = std::ceil((from - slack) / step) * step;
  while (value <= to + slack) {
    found.push_back(value);
    value = std::round(value / step + 1) * step;
  }
  return found;
}

std::string number_text(double value, double step) {
  if (step >= 1e5 || step < 1e-5) {
    if (std::abs(value) < step / 2) return "0";
    std::string text = fmt::format("{:.4g}", std::abs(value));
    const std::size_t sign = text.find("e+");
    if (sign != std::string::npos) text.erase(sign + 1, text[sign + 2] == '0' ? 2 : 1);
    return value < 0 ? text.insert(0, kMinus) : text;
  }
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
  std::string text = fmt::format("{:.{}f}", std::abs(value), decimals);
  const std::size_t whole = std::min(text.find('.'), text.size());
  for (std::size_t place = whole; place > 3; place -= 3) text.insert(place - 3, 1, ',');
  // None before zero.
  return value < -step / 2 ? text.insert(0, kMinus) : text;
}

}  // namespace kvant
