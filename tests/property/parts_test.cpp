// A table in parts, however it is cut, gives the same bits as the whole.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "kvant/error.hpp"
#include "kvant/kmeans.hpp"
#include "kvant/parts.hpp"
#include "support/sample_points.hpp"

namespace kvant {
namespace {

using test::Shape;

template <class Real>
struct Rows {
  std::vector<Real> values;
  std::vector<Real> weights;
  std::uint32_t dimensions = 1;

  [[nodiscard]] std::size_t count() const { return values.size() / dimensions; }
  [[nodiscard]] BasicPointsView<Real> part(std::size_t begin, std::size_t end) const {
    BasicPointsView<Real> view{.coordinates = std::span(values).subspan(begin * dimensions, (end - begin) * dimensions),
                               .dimensions = dimensions};
    if (!weights.empty()) view.weights = std::span(weights).subspan(begin, end - begin);
    return view;
  }
};

// Parts in an order of their own. Some forget what they were asked, as after a failure.
template <class Real>
class Cut final : public parts::Parts {
 public:
  Cut(const Rows<Real>& rows, std::vector<std::size_t> bounds, std::uint32_t seed) : rows_(rows), random_(seed) {
    for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
      begins_.push_back(bounds[i]);
      ends_.push_back(bounds[i + 1]);
      parts_.push_back(make(i));
    }
  }

  parts::TableExtent extent() override {
    return merged<parts::TableExtent>([](parts::Part& part) { return part.extent(); });
  }
  parts::TableSample sample(const parts::TableExtent& whole, const KMeansOptions& options) override {
    ++times_sampled;
    return merged<parts::TableSample>([&](parts::Part& part) { return part.sample(whole, options); });
  }
  parts::TableSums sums(const parts::TableExtent& whole, std::span<const double> centers) override {
    return merged<parts::TableSums>([&](parts::Part& part) { return part.sums(whole, centers); });
  }
  parts::TableFarRows far_rows(const parts::TableExtent& whole, std::span<const double> centers,
                               std::span<const double> moved, std::size_t most) override {
    ++times_far;
    return merged<parts::TableFarRows>([&](parts::Part& part) { return part.far_rows(whole, centers, moved, most); });
  }
  parts::TableInertia inertia(const parts::TableExtent& whole, std::span<const double> centers) override {
    return merged<parts::TableInertia>([&](parts::Part& part) { return part.inertia(whole, centers); });
  }

  std::vector<std::uint32_t> labels(std::span<const double> centers) {
    std::vector<std::uint32_t> all;
    for (const auto& part : parts_) {
      const std::vector<std::uint32_t> labels = part->labels(centers);
      all.insert(all.end(), labels.begin(), labels.end());
    }
    return all;
  }

  int times_far = 0;
  int times_sampled = 0;

 private:
  std::unique_ptr<parts::Part> make(std::size_t i) const {
    return std::make_unique<parts::Part>(rows_.part(begins_[i], ends_[i]), begins_[i], 1);
  }

  template <class Answer, class Ask>
  Answer merged(const Ask& ask) {
    std::vector<std::size_t> order(parts_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = order.size(); i > 1; --i) {
      std::swap(order[i - 1], order[random_.below(static_cast<std::uint32_t>(i))]);
    }
    std::unique_ptr<Answer> all;
    for (const std::size_t i : order) {
      if (random_.below(3) == 0) parts_[i] = make(i);
      const Answer answer = ask(*parts_[i]);
      if (all) {
        all->merge(answer);
      } else {
        all = std::make_unique<Answer>(answer);
      }
    }
    return *all;
  }

  const Rows<Real>& rows_;
  test::Random random_;
  std::vector<std::size_t> begins_;
  std::vector<std::size_t> ends_;
  std::vector<std::unique_ptr<parts::Part>> parts_;
};

// Parts that are made once.
template <class Real>
class StayingParts final : public parts::Chunks {
 public:
  StayingParts(const Rows<Real>& rows, const std::vector<std::size_t>& bounds) {
    for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
      parts_.emplace_back(rows.part(bounds[i], bounds[i + 1]), bounds[i], 2);
    }
  }
  void visit(const std::function<void(parts::Part&)>& ask) override {
    for (parts::Part& part : parts_) ask(part);
  }

 private:
  std::vector<parts::Part> parts_;
};

template <class Real>
Rows<Real> any_rows() {
  const auto d = *rc::gen::element<std::uint32_t>(1, 2, 3, 4, 7, 8, 9, 20, 40);
  const auto n = *rc::gen::inRange<std::size_t>(1, 3000);
  const auto shape =
      *rc::gen::elementOf(std::vector<Shape>{Shape::uniform, Shape::clustered, Shape::gridded, Shape::duplicated});
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  test::Points points = test::make_points(shape, n, d, seed);
  const int weights = *rc::gen::inRange(0, 3);
  if (weights == 1) test::add_small_weights(points, seed + 1);
  if (weights == 2) test::add_wild_weights(points, seed + 1);
  Rows<Real> rows{
      {points.coordinates.begin(), points.coordinates.end()}, {points.weights.begin(), points.weights.end()}, d};
  test::Random random(seed);
  if (std::is_same_v<Real, double> && shape == Shape::uniform) {
    for (Real& x : rows.values) x += static_cast<Real>(1e-12 * random.unit());
  }
  if (weights == 2 && n > 1) rows.weights[n / 2] = 0;
  return rows;
}

std::vector<std::size_t> any_bounds(std::size_t rows) {
  std::vector<std::size_t> bounds{0, rows};
  const auto parts = *rc::gen::inRange<std::size_t>(1, 8);
  for (std::size_t i = 1; i < parts; ++i) bounds.push_back(*rc::gen::inRange<std::size_t>(0, rows + 1));
  std::sort(bounds.begin(), bounds.end());
  return bounds;
}

template <class Real>
void expect_same(const Rows<Real>& rows, Cut<Real>& cut, const KMeansOptions& options) {
  const KMeansResult whole = kmeans(rows.part(0, rows.count()), options);
  const KMeansResult parts = parts::kmeans(cut, options);
  RC_ASSERT(parts.centers == whole.centers);
  RC_ASSERT(cut.labels(parts.centers) == whole.labels);
  RC_ASSERT(parts.inertia == whole.inertia);
  RC_ASSERT(parts.converged == whole.converged);
  RC_ASSERT(parts.distinct_centers == whole.distinct_centers);
  RC_ASSERT(parts.iterations.size() == whole.iterations.size());
  for (std::size_t i = 0; i < whole.iterations.size(); ++i) {
    RC_ASSERT(parts.iterations[i].inertia == whole.iterations[i].inertia);
    RC_ASSERT(parts.iterations[i].center_shift == whole.iterations[i].center_shift);
  }
}

template <class Real>
class InParts : public ::testing::Test {};
using Reals = ::testing::Types<float, double>;
TYPED_TEST_SUITE(InParts, Reals);

TYPED_TEST(InParts, GiveTheBitsOfTheWhole) {
  EXPECT_TRUE(rc::check("however the table is cut", [] {
    const Rows<TypeParam> rows = any_rows<TypeParam>();
    KMeansOptions options{.clusters = *rc::gen::element<std::uint32_t>(1, 2, 5, 16, 40), .effort = 1};
    options.init = *rc::gen::element(Init::kmeans_plus_plus, Init::random);
    options.effort = *rc::gen::element(1, 4, 7);
    options.tolerance = *rc::gen::element(0.0, 1e-4);
    options.seed = *rc::gen::arbitrary<std::uint32_t>();
    Cut<TypeParam> cut(rows, any_bounds(rows.count()), *rc::gen::arbitrary<std::uint32_t>());
    expect_same(rows, cut, options);
  }));
}

// Starts far away or in one place leave clusters empty, which take far rows.
TYPED_TEST(InParts, GiveTheBitsOfTheWholeWhereClustersRunEmpty) {
  int asked = 0;
  EXPECT_TRUE(rc::check("however the table is cut", [&asked] {
    const Rows<TypeParam> rows = any_rows<TypeParam>();
    const auto k = *rc::gen::element<std::uint32_t>(2, 5, 16);
    std::vector<double> start(std::size_t{k} * rows.dimensions, 3.0);
    for (std::size_t i = 0; i < start.size() / 2; ++i) start[i] = 1e5 + static_cast<double>(i);
    Cut<TypeParam> cut(rows, any_bounds(rows.count()), *rc::gen::arbitrary<std::uint32_t>());
    expect_same(rows, cut, {.clusters = k, .start = start, .tolerance = 0});
    asked += cut.times_far;
  }));
  EXPECT_GT(asked, 0);
}

// Rows far out whose weights are rounded to nothing set the grid in which places are ordered, but are in no sample.
TYPED_TEST(InParts, GiveTheBitsOfTheWholeWhereWeightsVanish) {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    const test::Points points = test::make_points(Shape::clustered, 130, 4, seed);
    Rows<TypeParam> rows{{points.coordinates.begin(), points.coordinates.end()}, {}, 4};
    rows.weights.assign(130, TypeParam(1e9));
    for (const std::size_t far : {std::size_t{3}, std::size_t{77}}) {
      rows.weights[far] = TypeParam(1e-30);
      for (std::size_t j = 0; j < 4; ++j) rows.values[4 * far + j] = far == 3 ? TypeParam(-1000) : TypeParam(3000);
    }
    Cut<TypeParam> cut(rows, {0, 50, 130}, seed);
    const KMeansOptions options{.clusters = 40, .effort = 4, .seed = seed};
    EXPECT_EQ(parts::kmeans(cut, options).centers, kmeans(rows.part(0, 130), options).centers) << seed;
  }
}

// A part that is asked often packs its rows: the same bits, whatever rows weigh, one of them nothing once it is
// rounded.
TYPED_TEST(InParts, GiveTheBitsOfTheWholeWhereTheyAreAskedOften) {
  for (std::uint32_t d = 1; d <= 6; ++d) {
    for (const bool weighted : {false, true}) {
      test::Points points = test::make_points(Shape::uniform, 4000, d, d);
      if (weighted) test::add_small_weights(points, d);
      Rows<TypeParam> rows{
          {points.coordinates.begin(), points.coordinates.end()}, {points.weights.begin(), points.weights.end()}, d};
      if (weighted) {
        rows.weights[0] = 0;
        rows.weights[1] = TypeParam(1e-30);
        rows.weights[2] = TypeParam(1e9);
      }
      const std::vector<double> start(rows.values.end() - 90 * d, rows.values.end());
      const KMeansOptions options{.clusters = 90, .start = start, .tolerance = 0};
      StayingParts<TypeParam> parts(rows, {0, 1, 1500, 4000});
      const KMeansResult whole = kmeans(rows.part(0, rows.count()), options);
      const KMeansResult result = parts::kmeans(parts, options);
      ASSERT_GT(result.iterations.size(), 8U) << "so often are they asked";
      EXPECT_EQ(result.centers, whole.centers) << d << " dimensions, " << (weighted ? "weighted" : "not weighted");
      EXPECT_EQ(result.inertia, whole.inertia) << d << " dimensions, " << (weighted ? "weighted" : "not weighted");
    }
  }
}

// More centers than packed rows have labels for.
TEST(Parts, AnswerOfMoreCentersThanAreClustered) {
  std::vector<float> rows(300);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<float>(i);
  const PointsView view{.coordinates = rows, .dimensions = 1};
  std::vector<double> centers(65'536);
  for (std::size_t i = 0; i < centers.size(); ++i) centers[i] = 1e6 + static_cast<double>(i);
  parts::Part part(view);
  const parts::TableExtent whole = part.extent();
  for (const double far : {2e6, 3e6}) {  // packed by then
    centers[0] = far;
    EXPECT_EQ(part.sums(whole, centers).bytes, parts::Part(view).sums(whole, centers).bytes);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) centers.push_back(static_cast<double>(i) + 0.25);
  for (const double far : {4e6, 5e6}) {
    centers[0] = far;
    EXPECT_EQ(part.sums(whole, centers).bytes, parts::Part(view).sums(whole, centers).bytes);
  }
}

TYPED_TEST(InParts, GoOnWhereARunWasStopped) {
  const test::Points points = test::make_points(Shape::uniform, 5000, 9, 1);
  const Rows<TypeParam> rows{{points.coordinates.begin(), points.coordinates.end()}, {}, 9};
  KMeansOptions options{.clusters = 12, .effort = 1, .tolerance = 0};
  Cut<TypeParam> cut(rows, {0, 1000, 5000}, 1);
  std::vector<std::vector<double>> seen;
  const KMeansResult whole = parts::kmeans(cut, options, [&](const parts::Pass& progress) {
    EXPECT_EQ(progress.iteration, static_cast<int>(seen.size()));
    seen.emplace_back(progress.centers.begin(), progress.centers.end());
  });
  ASSERT_GT(seen.size(), 10U);
  for (const std::size_t stop : {std::size_t{0}, std::size_t{1}, std::size_t{7}, seen.size() - 2}) {
    KMeansOptions rest = options;
    rest.start = seen[stop];
    rest.max_iterations = options.max_iterations - static_cast<int>(stop);
    Cut<TypeParam> other(rows, {0, 2500, 2500, 5000}, 2);
    const KMeansResult resumed = parts::kmeans(other, rest);
    EXPECT_EQ(resumed.centers, whole.centers) << stop;
    EXPECT_EQ(resumed.inertia, whole.inertia) << stop;
    EXPECT_EQ(resumed.iterations.size() + stop, whole.iterations.size());
    EXPECT_EQ(other.times_sampled, 0) << "a start is given";
  }
}

template <class Call>
std::string message_of(const Call& call, ErrorCode code) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

TEST(PartsArguments, SayWhatDoesNotBelongTogether) {
  const std::vector<float> floats = {0, 1, 2, 3, 4, 5};
  const std::vector<double> doubles = {0, 1, 2, 3, 4, 5};
  const std::vector<double> centers = {1, 4};
  parts::Part two(PointsView{.coordinates = floats, .dimensions = 2});
  parts::Part one(PointsView{.coordinates = floats});
  parts::Part wide(DoublePointsView{.coordinates = doubles});
  parts::TableExtent extent = one.extent();
  EXPECT_EQ(extent.rows(), 6U);
  EXPECT_EQ(extent.dimensions(), 1U);
  EXPECT_EQ(message_of([&] { extent.merge(two.extent()); }, ErrorCode::invalid_argument),
            "a part of the table has 2 columns, others have 1");
  EXPECT_EQ(message_of([&] { extent.merge(wide.extent()); }, ErrorCode::invalid_argument),
            "parts of the table are of floats, others of doubles");
  parts::TableSums sums = one.sums(extent, centers);
  const std::vector<float> other_floats = {-7, 9};
  parts::Part other(PointsView{.coordinates = other_floats});
  EXPECT_EQ(message_of([&] { sums.merge(other.sums(other.extent(), centers)); }, ErrorCode::invalid_argument),
            "answers are about tables of different extents");
  EXPECT_EQ(message_of([&] { (void)other.sums(extent, centers); }, ErrorCode::invalid_argument),
            "the part lies outside of the extent of the table");
  EXPECT_EQ(message_of([&] { (void)two.sums(extent, centers); }, ErrorCode::invalid_argument),
            "the extent is that of another table");
}

TEST(PartsArguments, TakeOneStart) {
  const Rows<float> rows{{0, 1, 2, 3}, {}, 1};
  Cut<float> cut(rows, {0, 2, 4}, 1);
  EXPECT_EQ(message_of([&] { (void)parts::kmeans(cut, {.clusters = 2, .n_init = 2}); }, ErrorCode::invalid_argument),
            "a table in parts is clustered from one start: n_init must be 1");
}

TEST(PartsArguments, NameTheRowOfTheTable) {
  const std::vector<float> rows = {0, 1, std::numeric_limits<float>::quiet_NaN(), 3};
  EXPECT_EQ(message_of([&] { parts::Part(PointsView{.coordinates = rows, .dimensions = 2}, 100); },
                       ErrorCode::invalid_argument),
            "the coordinate in row 101, column 0 is not a number: coordinates must be finite, and less than 1e18");
}

TEST(PartsArguments, DamagedAnswersAreRefused) {
  const std::vector<float> floats = {0, 1, 2, 3, 4, 5};
  parts::Part part(PointsView{.coordinates = floats});
  const parts::TableExtent extent = part.extent();
  for (std::size_t size = 0; size < extent.bytes.size(); ++size) {
    parts::TableExtent cut;
    cut.bytes.assign(extent.bytes.begin(), extent.bytes.begin() + static_cast<std::ptrdiff_t>(size));
    message_of([&] { (void)cut.rows(); }, ErrorCode::corrupt);
  }
  parts::TableSums sums;
  sums.bytes = extent.bytes;
  message_of([&] { sums.merge(sums); }, ErrorCode::corrupt);
}

TEST(PartsArguments, APartMayBeEmptyButNotTheTable) {
  const std::vector<float> floats = {0, 1, 2, 3, 4, 5};
  const Rows<float> rows{floats, {}, 2};
  Cut<float> cut(rows, {0, 0, 3, 3}, 1);
  EXPECT_EQ(parts::kmeans(cut, {.clusters = 2}).centers, kmeans(rows.part(0, 3), {.clusters = 2}).centers);
  const Rows<float> none{{}, {}, 2};
  Cut<float> empty(none, {0, 0}, 1);
  EXPECT_EQ(message_of([&] { (void)parts::kmeans(empty, {.clusters = 2}); }, ErrorCode::invalid_argument),
            "there are no points");
}

}  // namespace
}  // namespace kvant
