#include "kvant/mini_batch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <utility>

#include "kmeans/fit.hpp"
#include "kmeans/mini_batch/row_draws.hpp"
#include "kmeans/mini_batch/steps.hpp"
#include "kmeans/points_table.hpp"
#include "kmeans/points_view.hpp"
#include "kmeans/simd_target.hpp"
#include "kmeans/some_rows.hpp"
#include "kmeans/tiles/label_rows.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorCode::invalid_argument, message); }

void require_valid(const MiniBatchOptions& options) {
  require_valid(KMeansOptions{.clusters = options.clusters,
                              .n_init = options.n_init,
                              .tolerance = options.tolerance,
                              .max_iterations = options.max_iterations});
  if (options.batch_size < 1) refuse("the batch size must be at least 1");
  if (!(options.reassignment_ratio >= 0) || !std::isfinite(options.reassignment_ratio)) {
    refuse("the reassignment ratio must be 0 or more");
  }
}

void require_start(std::span<const double> start, std::uint32_t clusters, std::uint32_t dimensions) {
  if (start.size() != std::size_t{clusters} * dimensions) {
    refuse("the start must have as many centers as there are clusters");
  }
}

template <class Real>
MiniBatchStep step_on(const BasicPointsView<Real>& points, const MiniBatchOptions& options, MiniBatchState& state) {
  use_simd_target_of_environment();
  Workers workers(options.threads);
  const PointsTable<Real> batch(points, EqualRows::apart, workers);
  MiniBatchState next = state;
  if (next.centers.empty()) {
    const double most = points_to_start_on(options, points_of(batch.table()));
    next.centers = to_coordinates(start_of(batch.table(), options, options.seed, most, workers).centers);
    next.weights.assign(options.clusters, 0.0);
  }
  if (next.centers.size() != std::size_t{options.clusters} * points.dimensions) {
    refuse("the points must have as many dimensions as the centers");
  }
  const MiniBatchStep step = learn(batch.table(), options, next, workers);
  state = std::move(next);
  return step;
}

// When to stop, by the inertia of batches: an exponentially weighted average over about as many of them as half the
// points fill.
class Watch {
 public:
  Watch(const MiniBatchOptions& options, double batch_size, double points, double mean_variance)
      : shift_(options.tolerance * mean_variance),
        most_(options.max_no_improvement),
        batch_size_(batch_size),
        part_(std::min(1.0, 2 * batch_size / (points + 1))) {}

  // The first step tells of the start.
  [[nodiscard]] std::optional<MiniBatchEnd> look(const MiniBatchStep& step) {
    if (++steps_ == 1) return std::nullopt;
    const double inertia = step.inertia / batch_size_;
    smoothed_ = steps_ == 2 ? inertia : smoothed_ * (1 - part_) + inertia * part_;
    if (shift_ > 0 && step.center_shift <= shift_) return MiniBatchEnd::small_shift;
    ++since_least_;
    if (smoothed_ < least_) {
      least_ = smoothed_;
      since_least_ = 0;
    }
    if (most_ && since_least_ >= *most_) return MiniBatchEnd::no_improvement;
    return std::nullopt;
  }

  // For each point. 0 before the second step.
  [[nodiscard]] double smoothed_inertia() const { return smoothed_; }

 private:
  double shift_;
  std::optional<std::uint32_t> most_;
  double batch_size_;
  double part_;
  std::uint64_t steps_ = 0;
  double smoothed_ = 0;
  double least_ = std::numeric_limits<double>::infinity();
  std::uint64_t since_least_ = 0;
};

template <class Real>
class Fit {
 public:
  Fit(const WeighedRows<Real>& table, const MiniBatchOptions& options, Workers& workers)
      : table_(table),
        unweighed_(table),
        options_(options),
        workers_(workers),
        points_(points_of(table)),
        draws_(table.rows, workers),
        random_(options.seed) {
    // What is drawn by weight counts once.
    unweighed_.rows.weights = {};
    unweighed_.rows.repeats = {};
  }

  void run(MiniBatchResult& result) {
    result.batch_size = static_cast<std::uint32_t>(std::min<double>(options_.batch_size, points_));
    Start<Real> start = find_start();
    result.state.centers = to_coordinates(start.centers);
    result.state.weights.assign(options_.clusters, 0.0);
    if (start.settled) {
      settle(result);
    } else {
      learn_from_batches(result);
    }
    result.iterations = static_cast<double>(result.steps.size()) * result.batch_size / points_;
  }

 private:
  // Rows drawn by weight, as a table of their own.
  [[nodiscard]] SomeRows<Real> draw(std::size_t count) {
    std::vector<std::uint32_t> rows(count);
    for (std::uint32_t& row : rows) row = draws_.row(draws_.draw(random_));
    return SomeRows<Real>(unweighed_, rows, workers_);
  }

  [[nodiscard]] Start<Real> find_start() {
    if (!options_.start.empty()) return {to_centers<Real>(options_.start, table_.rows.dimensions), false};
    const double most = points_to_start_on(options_, points_);
    Start<Real> best = start_of(table_, options_, options_.seed, most, workers_);
    if (options_.n_init == 1 || best.settled) return best;
    const SomeRows<Real> judges = draw(static_cast<std::size_t>(most));
    double least = inertia_on(judges.table(), best.centers);
    for (std::uint32_t i = 1; i < options_.n_init; ++i) {
      Start<Real> other = start_of(table_, options_, random_.bits(), most, workers_);
      const double inertia = inertia_on(judges.table(), other.centers);
      if (inertia >= least) continue;
      least = inertia;
      best = std::move(other);
    }
    return best;
  }

  [[nodiscard]] double inertia_on(const WeighedRows<Real>& table, const BasicCenters<Real>& centers) {
    const std::vector<std::uint32_t> labels =
        label_rows<Real>(table.rows, centers.coordinates(), table.extent, workers_);
    return inertia_of<Real>(table.rows, labels, centers, workers_).value();
  }

  // Each distinct row is a center already.
  void settle(MiniBatchResult& result) {
    result.end = MiniBatchEnd::small_shift;
    const BasicCenters<Real> centers = to_centers<Real>(result.state.centers, table_.rows.dimensions);
    const std::vector<std::uint32_t> labels =
        label_rows<Real>(table_.rows, centers.coordinates(), table_.extent, workers_);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      result.state.weights[labels[i]] += table_.rows.weight(i) * table_.rows.repeat(i);
    }
  }

  void learn_from_batches(MiniBatchResult& result) {
    double mean_variance = 0;
    if (options_.tolerance > 0) mean_variance = table_.frame.mean_variance(all_moments().data());
    Watch watch(options_, result.batch_size, points_, mean_variance);
    constexpr double most_steps = 0x1p62;
    const auto steps = static_cast<std::uint64_t>(
        std::clamp(std::floor(options_.max_iterations * points_ / result.batch_size), 1.0, most_steps));
    while (result.state.steps < steps) {
      const SomeRows<Real> batch = draw(result.batch_size);
      result.steps.push_back(learn(batch.table(), options_, result.state, workers_));
      if (const auto end = watch.look(result.steps.back())) {
        result.end = *end;
        break;
      }
    }
    const double each =
        result.steps.size() == 1 ? result.steps[0].inertia / result.batch_size : watch.smoothed_inertia();
    result.inertia = each * table_.weighed.weight.value();
  }

  [[nodiscard]] std::vector<double> all_moments() const {
    std::vector<double> moments(table_.frame.row());
    const RowsView<Real>& rows = table_.rows;
    for (std::size_t i = 0; i < rows.count; ++i) {
      if (rows.weight(i) <= 0) continue;
      table_.frame.add(rows.row(i), rows.column_stride, rows.weight(i), rows.repeat(i), moments.data());
    }
    return moments;
  }

  const WeighedRows<Real>& table_;
  WeighedRows<Real> unweighed_;
  const MiniBatchOptions& options_;
  Workers& workers_;
  double points_;
  RowDraws<Real> draws_;
  Random random_;
};

template <class Real>
MiniBatchResult fit(const BasicPointsView<Real>& points, const MiniBatchOptions& options) {
  require_valid(options);
  use_simd_target_of_environment();
  Workers workers(options.threads);
  const PointsTable<Real> table(points, EqualRows::together, workers);
  if (!options.start.empty()) require_start(options.start, options.clusters, points.dimensions);
  MiniBatchResult result;
  Fit<Real>(table.table(), options, workers).run(result);
  const BasicCenters<Real> centers = to_centers<Real>(result.state.centers, points.dimensions);
  result.distinct_centers = centers.count_distinct();
  if (!options.compute_labels) return result;
  LabeledPoints labeled = table.label_points(
      label_rows<Real>(table.table().rows, centers.coordinates(), table.table().extent, workers), centers, workers);
  result.labels = std::move(labeled.labels);
  result.inertia = labeled.inertia;
  return result;
}

}  // namespace

MiniBatch::MiniBatch(const MiniBatchOptions& options, MiniBatchState state)
    : options_(options), state_(std::move(state)) {
  require_valid(options_);
  if (state_.centers.empty() && !options_.start.empty()) {
    state_.centers.assign(options_.start.begin(), options_.start.end());
    state_.weights.assign(options_.clusters, 0.0);
  }
  options_.start = {};
  if (state_.centers.empty()) return;
  if (state_.centers.size() % options_.clusters != 0 || state_.weights.size() != options_.clusters) {
    refuse("the state must have as many centers and weights as there are clusters");
  }
  for (const double weight : state_.weights) {
    if (!(weight >= 0) || !std::isfinite(weight)) refuse("the weights of the state must be finite and not negative");
  }
}

MiniBatchStep MiniBatch::step(const PointsView& points) { return step_on(points, options_, state_); }

MiniBatchStep MiniBatch::step(const DoublePointsView& points) { return step_on(points, options_, state_); }

MiniBatchResult mini_batch_kmeans(const PointsView& points, const MiniBatchOptions& options) {
  return fit(points, options);
}

MiniBatchResult mini_batch_kmeans(const DoublePointsView& points, const MiniBatchOptions& options) {
  return fit(points, options);
}

}  // namespace kvant
