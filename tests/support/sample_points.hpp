// Points for tests, and what a plain, obviously right k-means says about them. No code of the engine is used.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "kvant/kmeans.hpp"

namespace kvant::test {

struct Points {
  std::vector<float> coordinates;
  std::uint32_t dimensions = 1;
  std::vector<float> weights = {};

  [[nodiscard]] std::size_t size() const { return coordinates.size() / dimensions; }
  [[nodiscard]] const float* at(std::size_t i) const { return coordinates.data() + i * dimensions; }
  [[nodiscard]] double weight(std::size_t i) const { return weights.empty() ? 1.0 : weights[i]; }
  [[nodiscard]] PointsView view() const { return {coordinates, dimensions, weights}; }
};

/// Random numbers that are the same in every standard library (its distributions are not).
class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(engine_()) % bound; }
  float unit() { return static_cast<float>(engine_() >> 8) * 0x1p-24f; }
  /// Roughly normal: 12 uniform numbers summed.
  float normal() {
    float sum = -6;
    for (int i = 0; i < 12; ++i) sum += unit();
    return sum;
  }

 private:
  std::mt19937 engine_;
};

enum class Shape {
  uniform,
  clustered,   ///< a few tight clusters, far apart
  gridded,     ///< integers 0..7: many duplicates and exact ties; all sums are exact
  duplicated,  ///< few distinct points, each many times
};
constexpr int kShapes = 4;

inline std::string name_of(Shape shape) {
  constexpr const char* names[] = {"uniform", "clustered", "gridded", "duplicated"};
  return names[static_cast<int>(shape)];
}

inline Points make_points(Shape shape, std::size_t n, std::uint32_t dimensions, std::uint32_t seed) {
  Random random(seed);
  const std::size_t total = n * dimensions;
  Points points{std::vector<float>(total), dimensions};
  std::vector<float> sources(std::size_t{13} * dimensions);
  for (float& x : sources) x = static_cast<float>(random.below(1000));
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t source = random.below(13);
    for (std::uint32_t j = 0; j < dimensions; ++j) {
      float& x = points.coordinates[i * dimensions + j];
      switch (shape) {
        case Shape::uniform:
          x = 255.0f * random.unit();
          break;
        case Shape::clustered:
          x = sources[source * dimensions + j] + random.normal();
          break;
        case Shape::gridded:
          x = static_cast<float>(random.below(8));
          break;
        case Shape::duplicated:
          x = sources[source * dimensions + j];
          break;
      }
    }
  }
  return points;
}

/// Weights 1, 2 or 3.
inline void add_small_weights(Points& points, std::uint32_t seed) {
  Random random(seed);
  points.weights.resize(points.size());
  for (float& w : points.weights) w = static_cast<float>(1 + random.below(3));
}

/// Weights from 1e-8 to 1e8: whoever adds and subtracts them carelessly loses the small ones.
inline void add_wild_weights(Points& points, std::uint32_t seed) {
  Random random(seed);
  points.weights.resize(points.size());
  for (float& w : points.weights) {
    w = 1.0f + random.unit();
    for (std::uint32_t i = random.below(9); i > 0; --i) w *= 10.0f;
    for (std::uint32_t i = random.below(9); i > 0; --i) w /= 10.0f;
  }
}

inline std::size_t distinct_points(const Points& points) {
  std::set<std::vector<float>> seen;
  for (std::size_t i = 0; i < points.size(); ++i) seen.emplace(points.at(i), points.at(i) + points.dimensions);
  return seen.size();
}

/// The definition of distance: differences squared and summed in the order of the dimensions, nothing fused; in single
/// precision up to 8 dimensions, in double above.
template <class Real>
double distance_in(const float* x, const float* c, std::uint32_t dimensions) {
  Real sum = 0;
  for (std::uint32_t j = 0; j < dimensions; ++j) {
    const Real difference = Real{x[j]} - Real{c[j]};
    sum += difference * difference;
  }
  return sum;
}

inline double distance(const float* x, const float* c, std::uint32_t dimensions) {
  return dimensions <= 8 ? distance_in<float>(x, c, dimensions) : distance_in<double>(x, c, dimensions);
}

/// The nearest center of each point; ties go to the lowest index. The centers are floats.
template <class Real>
std::vector<std::uint32_t> brute_force(const Points& points, const std::vector<Real>& coordinates) {
  const std::vector<float> centers(coordinates.begin(), coordinates.end());
  const std::size_t k = centers.size() / points.dimensions;
  std::vector<std::uint32_t> labels(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    double best = std::numeric_limits<double>::infinity();
    for (std::size_t c = 0; c < k; ++c) {
      const double d = distance(points.at(i), centers.data() + c * points.dimensions, points.dimensions);
      if (d < best) {
        best = d;
        labels[i] = static_cast<std::uint32_t>(c);
      }
    }
  }
  return labels;
}

/// Weighted sum of squared distances of the points to the centers of their labels, in double precision.
inline double inertia_of(const Points& points, std::span<const double> centers,
                         const std::vector<std::uint32_t>& labels) {
  double sum = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::uint32_t j = 0; j < points.dimensions; ++j) {
      const double difference = double{points.at(i)[j]} - centers[labels[i] * points.dimensions + j];
      sum += points.weight(i) * difference * difference;
    }
  }
  return sum;
}

}  // namespace kvant::test
