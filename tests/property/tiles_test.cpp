// The labels of tiles against a scalar brute force, bit for bit.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "kmeans/extent.hpp"
#include "kmeans/rows.hpp"
#include "kmeans/simd_target.hpp"
#include "kmeans/tiles/nearest_centers.hpp"
#include "kmeans/tiles/tile_assignment.hpp"
#include "kvant/version.hpp"
#include "support/sample_points.hpp"
#include "threads/parallel.hpp"

namespace kvant {
namespace {

using test::Shape;

template <class Real>
struct Table {
  std::vector<Real> values;
  std::uint32_t dimensions;
  std::size_t stride;

  [[nodiscard]] std::size_t count() const { return values.size() / stride; }
  [[nodiscard]] const Real* row(std::size_t i) const { return values.data() + i * stride; }
  [[nodiscard]] RowsView<Real> view() const { return {values.data(), dimensions, count(), stride}; }
};

// Between the rows lies what must not be read as coordinates.
template <class Real>
Table<Real> make_table(Shape shape, std::size_t n, std::uint32_t d, std::uint32_t seed, std::size_t gap = 0) {
  const test::Points points = test::make_points(shape, n, d, seed);
  Table<Real> table{std::vector<Real>(n * (d + gap), std::numeric_limits<Real>::quiet_NaN()), d, d + gap};
  test::Random random(seed);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::uint32_t j = 0; j < d; ++j) {
      Real x = points.at(i)[j];
      // Digits that a float has not.
      if (std::is_same_v<Real, double> && shape != Shape::gridded) x += Real(1e-9) * Real(random.unit());
      table.values[i * (d + gap) + j] = x;
    }
  }
  return table;
}

// Centers that make ties likely: rows themselves, middles of two rows, and repetitions of earlier centers.
template <class Real>
std::vector<Real> make_centers(const Table<Real>& table, std::size_t k, std::uint32_t seed) {
  test::Random random(seed);
  const auto n = static_cast<std::uint32_t>(table.count());
  std::vector<Real> centers;
  for (std::size_t c = 0; c < k; ++c) {
    const std::uint32_t kind = random.below(8);
    const Real* first = table.row(random.below(n));
    const Real* second = table.row(random.below(n));
    const std::size_t earlier = c == 0 ? 0 : random.below(static_cast<std::uint32_t>(c));
    for (std::uint32_t j = 0; j < table.dimensions; ++j) {
      if (kind == 0 && c > 0) {
        centers.push_back(centers[earlier * table.dimensions + j]);
      } else {
        centers.push_back(kind < 4 ? first[j] : Real(0.5) * (first[j] + second[j]));
      }
    }
  }
  return centers;
}

template <class Wide, class Real>
double distance_in(const Real* x, const Real* center, std::uint32_t dimensions) {
  Wide sum = 0;
  for (std::uint32_t j = 0; j < dimensions; ++j) {
    const Wide difference = static_cast<Wide>(x[j]) - static_cast<Wide>(center[j]);
    sum += difference * difference;
  }
  return double{sum};
}

// The definition: squared differences added up in the order of the columns, in double precision but for floats in up
// to 8 dimensions; ties go to the lowest index.
template <class Real>
std::vector<std::uint32_t> brute_force(const Table<Real>& table, const std::vector<Real>& centers) {
  std::vector<std::uint32_t> labels;
  for (std::size_t i = 0; i < table.count(); ++i) {
    double nearest = std::numeric_limits<double>::infinity();
    std::uint32_t label = 0;
    for (std::size_t c = 0; c < centers.size() / table.dimensions; ++c) {
      const Real* center = centers.data() + c * table.dimensions;
      const double sum = std::is_same_v<Real, float> && table.dimensions <= 8
                             ? distance_in<Real>(table.row(i), center, table.dimensions)
                             : distance_in<double>(table.row(i), center, table.dimensions);
      if (sum < nearest) {
        nearest = sum;
        label = static_cast<std::uint32_t>(c);
      }
    }
    labels.push_back(label);
  }
  return labels;
}

struct Labeled {
  std::vector<std::uint32_t> labels;
  LabelCounts counts;
};

template <class Real>
Labeled label(const Table<Real>& table, const std::vector<Real>& centers, unsigned threads = 1) {
  Workers workers(threads);
  const RowsView<Real> rows = table.view();
  const Extent extent = extent_of(rows, workers);
  const NearestCenters<Real> nearest(centers, extent, workers);
  typename NearestCenters<Real>::Scratch scratch;
  Labeled result{std::vector<std::uint32_t>(rows.count), {}};
  // Parts of odd sizes, as no size may matter.
  constexpr std::size_t part = 301;
  for (std::size_t begin = 0; begin < rows.count; begin += part) {
    std::vector<std::size_t> which(std::min(part, rows.count - begin));
    std::iota(which.begin(), which.end(), begin);
    const LabelCounts counts =
        nearest.find(rows, which, std::span(result.labels).subspan(begin, which.size()), {}, scratch);
    result.counts.rows += counts.rows;
    result.counts.in_double += counts.in_double;
    result.counts.by_distance += counts.by_distance;
  }
  return result;
}

template <class Real>
class Tiles : public ::testing::Test {};
using Reals = ::testing::Types<float, double>;
TYPED_TEST_SUITE(Tiles, Reals);

TYPED_TEST(Tiles, LabelAsBruteForceInAnyNumberOfDimensions) {
  std::uint32_t turn = 0;
  for (const std::uint32_t d : {1U, 2U, 3U, 8U, 9U, 16U, 31U, 63U, 64U, 65U, 127U, 128U, 200U, 1000U, 5000U}) {
    for (const std::size_t n : {1U, 5U, 24U, 97U, 400U}) {
      for (const std::size_t k : {1U, 2U, 3U, 4U, 5U, 17U, 64U}) {
        if (d >= 1000 && n * k > 2000) continue;
        const auto shape = static_cast<Shape>(++turn % test::kShapes);
        const auto table = make_table<TypeParam>(shape, n, d, turn, turn % 3);
        const auto centers = make_centers(table, k, turn);
        ASSERT_EQ(label(table, centers).labels, brute_force(table, centers))
            << "d " << d << ", n " << n << ", k " << k << ", " << test::name_of(shape) << ", seed " << turn;
      }
    }
  }
}

TYPED_TEST(Tiles, LabelAsBruteForceOnEverySimdTarget) {
  const std::string before(simd_target());
  for (const std::string_view target : simd_targets()) {
    force_simd_target(target);
    std::uint32_t turn = 0;
    for (const std::uint32_t d : {1U, 9U, 30U, 65U, 700U}) {
      for (int shape = 0; shape < test::kShapes; ++shape) {
        const auto table = make_table<TypeParam>(static_cast<Shape>(shape), 150, d, ++turn);
        const auto centers = make_centers(table, 21, turn);
        ASSERT_EQ(label(table, centers).labels, brute_force(table, centers)) << target << ", d " << d << ", " << shape;
      }
    }
  }
  force_simd_target(before);
}

TYPED_TEST(Tiles, LabelAsBruteForceFarFromZeroAndAtAnyScale) {
  for (const std::uint32_t d : {1U, 9U, 70U}) {
    for (const auto& [scale, offset] : {std::pair{1.0, 1e6},
                                        {1e-3, 1e6},
                                        {1e-6, 0.0},
                                        {1e14, -1e16},
                                        {1e-20, 0.0},
                                        {1e-30, 0.0},
                                        {1e-41, 0.0},
                                        {1e-41, 1.0}}) {
      for (int shape = 0; shape < test::kShapes; ++shape) {
        auto table = make_table<TypeParam>(static_cast<Shape>(shape), 300, d, d);
        for (TypeParam& x : table.values) x = static_cast<TypeParam>(double{x} * scale + offset);
        const auto centers = make_centers(table, 33, d);
        ASSERT_EQ(label(table, centers).labels, brute_force(table, centers))
            << "d " << d << ", scale " << scale << ", offset " << offset << ", " << shape;
      }
    }
  }
}

// Doubles whose squares vanish.
TEST(TilesOfDoubles, LabelAsBruteForceWhereDistancesVanish) {
  for (const double scale : {1e-100, 1e-150, 1e-158, 1e-161, 1e-170, 1e-300, 1e140}) {
    auto table = make_table<double>(Shape::uniform, 200, 9, 1);
    for (double& x : table.values) x *= scale;
    const auto centers = make_centers(table, 20, 1);
    ASSERT_EQ(label(table, centers).labels, brute_force(table, centers)) << scale;
  }
}

// Tight groups far from each other, far rows, and centers that are foreign to the rows.
TYPED_TEST(Tiles, LabelAsBruteForceWhereSinglePrecisionFails) {
  for (const std::uint32_t d : {9U, 64U}) {
    auto table = make_table<TypeParam>(Shape::uniform, 600, d, d);
    for (std::size_t i = 0; i < table.values.size(); ++i) {
      table.values[i] = static_cast<TypeParam>(double{table.values[i]} / 255 + (i / d % 2 == 0 ? 1e4 : -1e4));
    }
    for (std::uint32_t j = 0; j < d; ++j) table.values[j] = TypeParam(1e17);
    auto centers = make_centers(table, 40, d);
    for (std::uint32_t j = 0; j < d; ++j) centers[j] = TypeParam(-1e17);
    const Labeled labeled = label(table, centers);
    ASSERT_EQ(labeled.labels, brute_force(table, centers)) << d;
    EXPECT_GT(labeled.counts.in_double, 0) << d;
  }
}

// Most rows need no second look; where centers coincide, all need the last one.
TYPED_TEST(Tiles, DecideByTheCheapestArithmetic) {
  const auto table = make_table<TypeParam>(Shape::uniform, 5000, 32, 1);
  const std::vector<TypeParam> centers(table.values.begin(), table.values.begin() + 50 * 32);
  const Labeled labeled = label(table, centers);
  EXPECT_EQ(labeled.counts.rows, 5000);
  EXPECT_LT(labeled.counts.in_double, 50);
  EXPECT_LE(labeled.counts.by_distance, labeled.counts.in_double);

  const std::vector<TypeParam> coincident(std::size_t{40} * 32, TypeParam(7));
  const Labeled tied = label(table, coincident);
  EXPECT_EQ(tied.labels, std::vector<std::uint32_t>(5000, 0));
  EXPECT_EQ(tied.counts.by_distance, 5000);
}

// Centers of which, in each turn, some move, by less and less: most rows are left alone in the end, or compared with
// those that moved, and all labels are right in every turn. scale: of the table.
template <class Real>
void expect_right_labels_while_centers_move(const Table<Real>& table, std::size_t k, double scale) {
  const std::uint32_t d = table.dimensions;
  Workers workers(1);
  const Extent extent = extent_of(table.view(), workers);
  TileAssignment<Real> assignment(table.view(), extent, Frame::of<Real>(extent), workers);
  std::vector<Real> rows = make_centers(table, k, d);
  test::Random random(d);
  double reach = 100 * scale;
  for (int turn = 0; turn < 40; ++turn, reach /= 1.4) {
    for (std::size_t c = 0; c < k; ++c) {
      const bool moves = turn == 0 || random.below(4) == 0;
      const bool far = random.below(4) == 0;
      for (std::uint32_t j = 0; moves && j < d; ++j) {
        rows[c * d + j] += static_cast<Real>(reach * (far ? 10 : 1) * (double{random.unit()} - 0.5));
      }
    }
    BasicCenters<Real> centers(d, 0);
    for (std::size_t i = 0; i < rows.size(); i += d) centers.add(rows.data() + i);
    assignment.update(centers);
    const auto labels = assignment.labels();
    ASSERT_EQ(std::vector<std::uint32_t>(labels.begin(), labels.end()), brute_force(table, rows)) << "turn " << turn;
  }
}

TYPED_TEST(Tiles, LabelAsBruteForceWhileCentersMove) {
  const std::string before(simd_target());
  for (std::string_view target : simd_targets()) {
    force_simd_target(target);
    for (const auto& [d, k, n] : {std::tuple{9U, 15U, 700U}, {300U, 15U, 300U}, {17U, 90U, 400U}, {70U, 60U, 200U}}) {
      for (int shape = 0; shape < test::kShapes; ++shape) {
        SCOPED_TRACE(std::string(target) + ", d " + std::to_string(d) + ", shape " + std::to_string(shape));
        expect_right_labels_while_centers_move(make_table<TypeParam>(static_cast<Shape>(shape), n, d, d), k, 1);
        if (this->HasFatalFailure()) return;
      }
    }
  }
  force_simd_target(before);
}

TYPED_TEST(Tiles, LabelAsBruteForceWhileCentersMoveFarFromZeroAndAtAnyScale) {
  for (const auto& [scale, offset] :
       {std::pair{1.0, 1e6}, {1e-3, 1e6}, {1e14, -1e16}, {1e-20, 0.0}, {1e-30, 0.0}, {1e-41, 0.0}, {1e-41, 1.0}}) {
    for (int shape = 0; shape < test::kShapes; ++shape) {
      SCOPED_TRACE("scale " + std::to_string(scale) + ", offset " + std::to_string(offset) + ", " +
                   std::to_string(shape));
      auto table = make_table<TypeParam>(static_cast<Shape>(shape), 300, 17, 1, 2);
      for (TypeParam& x : table.values) x = static_cast<TypeParam>(double{x} * scale + offset);
      expect_right_labels_while_centers_move(table, 90, scale);
      if (this->HasFatalFailure()) return;
    }
  }
}

TEST(TilesOfDoubles, LabelAsBruteForceWhileCentersMoveWhereDistancesVanish) {
  for (const double scale : {1e-100, 1e-150, 1e-161, 1e-300, 1e140}) {
    SCOPED_TRACE(scale);
    auto table = make_table<double>(Shape::uniform, 300, 17, 1);
    for (double& x : table.values) x *= scale;
    expect_right_labels_while_centers_move(table, 90, scale);
    if (HasFatalFailure()) return;
  }
}

// Rows whose center circles around them, at a distance of 1, while another comes nearer by less in each turn: they are
// left alone for how near their own center is, and what the other one walks must not be forgotten.
TEST(TileAssignment, RemembersWhatCentersMovedWhileRowsWereLeftAlone) {
  const std::uint32_t d = 16;
  Table<float> table{std::vector<float>(100 * d), d, d};
  for (std::size_t i = 0; i < 100; ++i) table.values[i * d] = static_cast<float>(i) * 1e-3F;
  for (std::uint32_t j = 0; j < d; ++j) table.values[99 * d + j] = 300;
  std::vector<float> rows(90 * d, 300.0F);
  std::fill_n(rows.begin(), 2 * d, 0.0F);
  Workers workers(1);
  const Extent extent = extent_of(table.view(), workers);
  TileAssignment<float> assignment(table.view(), extent, Frame::of<float>(extent), workers);
  for (int turn = 0; turn < 20; ++turn) {
    rows[1] = turn % 2 == 0 ? 1.0F : 0.0F;
    rows[2] = turn % 2 == 0 ? 0.0F : 1.0F;
    rows[d + 3] = 19.5F - static_cast<float>(turn);
    Centers centers(d, 0);
    for (std::size_t i = 0; i < rows.size(); i += d) centers.add(rows.data() + i);
    assignment.update(centers);
    const auto labels = assignment.labels();
    ASSERT_EQ(std::vector<std::uint32_t>(labels.begin(), labels.end()), brute_force(table, rows)) << "turn " << turn;
  }
  EXPECT_EQ(assignment.labels()[0], 1U) << "the other center came nearer in the end";
}

// A row whose own center has not moved is compared with the centers that have, and keeps its label or not as they say.
TEST(TileAssignment, LooksAtTheCentersThatMoved) {
  const std::uint32_t d = 16;
  const auto table = make_table<float>(Shape::uniform, 5000, d, 1);
  std::vector<float> rows(table.values.begin(), table.values.begin() + 200 * d);
  Workers workers(1);
  const Extent extent = extent_of(table.view(), workers);
  TileAssignment<float> assignment(table.view(), extent, Frame::of<float>(extent), workers);
  const auto update = [&] {
    Centers centers(d, 0);
    for (std::size_t i = 0; i < rows.size(); i += d) centers.add(rows.data() + i);
    return assignment.update(centers);
  };
  update();
  EXPECT_EQ(assignment.counts().compared, 5000U * 200U);
  for (std::uint32_t j = 0; j < 3 * d; ++j) rows[j] += 20;
  EXPECT_GT(update(), 0U);
  EXPECT_LT(assignment.counts().compared, 5000U * 200U / 10);
  EXPECT_EQ(update(), 0U);
  EXPECT_EQ(assignment.counts().compared, 0U);
}

}  // namespace
}  // namespace kvant
