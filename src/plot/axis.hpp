// Where an axis has its marks, and what is written there.
#pragma once

#include <string>
#include <vector>

namespace kvant {

/// Values from the numbers on an axis to places on the page.
struct Scale {
  double from = 0;
  double to = 1;
  double from_place = 0;
  double to_place = 1;

  [[nodiscard]] double operator()(double value) const {
    return from_place + (to_place - from_place) * (to > from ? (value - from) / (to - from) : 0.5);
  }
};

/// The distance of round numbers (1, 2 or 5 times a power of ten, `least` or more) that divides a range into about
/// `parts` parts.
[[nodiscard]] double round_step(double from, double to, int parts, double least = 0);

/// The multiples of a step within a range.
[[nodiscard]] std::vector<double> multiples(double from, double to, double step);

/// A multiple of `step` with as many decimals as the step has, and thousands grouped: "1,200", "0.25"; "1.2e6" for
/// steps of 100,000 and more, or below 0.00001.
[[nodiscard]] std::string number_text(double value, double step);

}  // namespace kvant
