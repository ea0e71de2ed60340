#include "color/hilbert_curve.hpp"

#include <cstdlib>

namespace kvant {
namespace {

struct Step {
  int x, y;
};

Step operator+(Step a, Step b) { return {a.x + b.x, a.y + b.y}; }
Step operator-(Step a, Step b) { return {a.x - b.x, a.y - b.y}; }
Step operator-(Step a) { return {-a.x, -a.y}; }

int length(Step side) { return std::abs(side.x + side.y); }  // one of the two is 0
Step unit(Step side) { return {(side.x > 0) - (side.x < 0), (side.y > 0) - (side.y < 0)}; }

// Half a side, in steps of two where there is more than that: even parts begin and end at corners.
Step half(Step side) {
  const Step floor{side.x / 2, side.y / 2};
  return length(floor) % 2 == 1 && length(side) > 2 ? floor + unit(side) : floor;
}

class Curve {
 public:
  explicit Curve(std::vector<CurvePixel>& points) : points_(points) {}

  // Fills the rectangle of sides `along` and `across` whose first corner is `corner`, and ends at the end of `along`.
  void fill(Step corner, Step along, Step across) {
    const int wide = length(along);
    const int high = length(across);
    if (high == 1) return line(corner, along);
    if (wide == 1) return line(corner, across);
    const Step half_along{along.x / 2, along.y / 2};
    if (2 * wide > 3 * high) {
      const Step first = length(half_along) % 2 == 1 && wide > 2 ? half_along + unit(along) : half_along;
      fill(corner, first, across);
      fill(corner + first, along - first, across);
      return;
    }
    const Step low = half(across);
    fill(corner, low, half_along);
    fill(corner + low, along, across - low);
    fill(corner + (along - unit(along)) + (low - unit(across)), -low, -(along - half_along));
  }

 private:
  void line(Step from, Step side) {
    for (int i = 0; i < length(side); ++i) {
      points_.push_back({static_cast<std::uint16_t>(from.x), static_cast<std::uint16_t>(from.y)});
      from = from + unit(side);
    }
  }

  std::vector<CurvePixel>& points_;
};

}  // namespace

std::vector<CurvePixel> hilbert_curve(std::uint16_t width, std::uint16_t height) {
  std::vector<CurvePixel> points;
  points.reserve(std::size_t{width} * height);
  const Step right{width, 0};
  const Step down{0, height};
  if (width >= height) {
    Curve(points).fill({0, 0}, right, down);
  } else {
    Curve(points).fill({0, 0}, down, right);
  }
  return points;
}

}  // namespace kvant
