#include "cli/tables/clustering.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <system_error>
#include <utility>

#include "cli/tables/checkpoint.hpp"
#include "cli/tables/large_table.hpp"
#include "cli/tables/table_progress.hpp"
#include "kvant/parts.hpp"

namespace kvant::cli {
namespace {

constexpr std::string_view kBeginning = "finding where to begin";

double weight_of(const Table& table, std::size_t row) { return table.weights.empty() ? 1 : table.weights[row]; }

/// Weight, mean and squared deviations of columns, row by row (West 1979, "Updating mean and variance estimates").
class Deviations {
 public:
  explicit Deviations(std::size_t columns) : mean_(columns) {}

  void add(const Table& some) {
    const std::size_t columns = mean_.size();
    for (std::size_t row = 0; row < some.rows(); ++row) {
      const double weight = weight_of(some, row);
      if (weight <= 0) continue;
      weight_ += weight;
      for (std::size_t i = 0; i < columns; ++i) {
        const double far = some.values[row * columns + i] - mean_[i];
        mean_[i] += far * (weight / weight_);
        inertia_ += weight * far * (some.values[row * columns + i] - mean_[i]);
      }
    }
  }

  /// Of a single center, at the mean.
  [[nodiscard]] double inertia() const { return inertia_; }

 private:
  double weight_ = 0;
  double inertia_ = 0;
  std::vector<double> mean_;
};

/// The table as its only part.
class OnePart final : public parts::Chunks {
 public:
  OnePart(const DoublePointsView& rows, unsigned threads) : part_(rows, 0, threads) {}

  void visit(const std::function<void(parts::Part&)>& ask) override { ask(part_); }

 private:
  parts::Part part_;
};

/// Clusters the parts; with a checkpoint, from where that says, if it is there, and keeping it.
KMeansResult cluster_parts(parts::Chunks& chunks, std::size_t rows, std::size_t columns, KMeansOptions options,
                           const std::optional<std::string>& path, const std::function<Task()>& task_of_table,
                           TableProgress& progress, std::uint32_t& resumed_at) {
  constexpr std::chrono::milliseconds interval(250);
  const std::uint64_t task = path ? task_of_table().with(options) : 0;
  const auto saved = path ? read_checkpoint(*path, task, options.clusters * columns) : std::nullopt;
  const auto most_iterations = static_cast<std::uint64_t>(options.max_iterations);
  if (saved) {
    resumed_at = saved->iteration;
    options.start = saved->centers;
    options.max_iterations = std::max(1, options.max_iterations - static_cast<int>(saved->iteration));
  }
  progress.begin(kBeginning);
  options.watch = [&](const IterationStatistics&) { progress.iterated(); };
  auto last = std::chrono::steady_clock::now();
  KMeansResult result = parts::kmeans(chunks, options, [&](const parts::Pass& pass) {
    if (pass.iteration == 0) progress.begin_iterations(resumed_at, most_iterations);
    if (pass.iteration >= options.max_iterations) progress.begin("summing up");
    const auto now = std::chrono::steady_clock::now();
    // Behind the last iteration there is nothing to go on with.
    if (!path || now - last < interval || pass.iteration >= options.max_iterations) return;
    write_checkpoint(*path, {.task = task,
                             .iteration = resumed_at + static_cast<std::uint32_t>(pass.iteration),
                             .centers = {pass.centers.begin(), pass.centers.end()}});
    last = now;
  });
  progress.begin("putting rows to centers");
  result.labels.reserve(rows);
  chunks.visit([&](const parts::Part& part) {
    const std::vector<std::uint32_t> labels = part.labels(result.centers);
    result.labels.insert(result.labels.end(), labels.begin(), labels.end());
  });
  std::error_code ignored;
  if (path) std::filesystem::remove(*path, ignored);
  return result;
}

/// What the engine found, but for the variance.
Clustering clustering_of(KMeansResult result, std::size_t columns, std::uint32_t resumed_at) {
  Clustering found;
  found.clusters = result.distinct_centers;
  found.centers = std::move(result.centers);
  found.centers.resize(found.clusters * columns);  // those behind repeat the first, and own no row
  found.labels = std::move(result.labels);
  found.inertia = result.inertia;
  found.converged = result.converged;
  found.resumed_at = resumed_at;
  found.iterations = resumed_at + result.iterations.size();
  return found;
}

Clustering clustering_of(AlgorithmResult result, std::size_t columns) {
  Clustering found;
  found.clusters = result.clusters;
  found.centers = std::move(result.centers);
  found.centers.resize(found.clusters * columns);  // as above
  found.labels = std::move(result.labels);
  found.inertia = result.inertia;
  found.converged = result.converged;
  found.iterations = result.iterations;
  found.batches = result.batches;
  return found;
}

double explained(double inertia, double total) { return total > 0 ? std::clamp(1 - inertia / total, 0.0, 1.0) : 1; }

}  // namespace

DoublePointsView view_of(const Table& table) {
  return {
      .coordinates = table.values, .dimensions = static_cast<std::uint32_t>(table.columns()), .weights = table.weights};
}

Clustering cluster(const Table& table, const ClusteringOptions& wanted, TableProgress& progress) {
  const DoublePointsView rows = view_of(table);
  KMeansOptions options = wanted.k_means;
  std::optional<Choice> choice;
  if (wanted.choose) {
    progress.begin("trying numbers of clusters");
    const Curve curve = sweep(rows, {.effort = options.effort,
                                     .tolerance = options.tolerance,
                                     .max_iterations = options.max_iterations,
                                     .silhouette = false,
                                     .seed = options.seed,
                                     .threads = options.threads});
    choice = choose_k(curve);
    options.clusters = choice->k;
  }
  std::uint32_t resumed_at = 0;
  Clustering found;
  if (wanted.how.algorithm != Algorithm::lloyd) {
    progress.begin(name_of(wanted.how.algorithm));
    found = clustering_of(cluster_otherwise(rows, options, wanted.how), table.columns());
  } else if (wanted.checkpoint) {
    OnePart part(rows, options.threads);
    const auto task = [&] {
      Task one;
      one.add(table);
      return one;
    };
    KMeansResult result =
        cluster_parts(part, table.rows(), table.columns(), options, wanted.checkpoint, task, progress, resumed_at);
    found = clustering_of(std::move(result), table.columns(), resumed_at);
  } else {
    progress.begin(kBeginning);
    const std::uint64_t most = std::uint64_t{options.n_init} * static_cast<std::uint64_t>(options.max_iterations);
    bool begun = false;
    options.watch = [&](const IterationStatistics&) {
      // Told of the first when that is done: only from then on the time can be taken.
      if (std::exchange(begun, true)) {
        progress.iterated();
      } else {
        progress.begin_iterations(1, most);
      }
    };
    found = clustering_of(kmeans(rows, options), table.columns(), 0);
  }
  found.choice = choice;
  Deviations deviations(table.columns());
  deviations.add(table);
  found.variance_explained = explained(found.inertia, deviations.inertia());
  return found;
}

Clustering cluster(LargeTable& table, const ClusteringOptions& wanted, TableProgress& progress) {
  table.watch([&](std::size_t rows) { progress.passed(rows, table.rows()); });
  const std::size_t columns = table.columns();
  const auto task = [&] {
    Task all;
    table.for_each([&](const Table& some, std::size_t) { all.add(some); });
    return all;
  };
  std::uint32_t resumed_at = 0;
  KMeansResult result =
      cluster_parts(table, table.rows(), columns, wanted.k_means, wanted.checkpoint, task, progress, resumed_at);
  Clustering found = clustering_of(std::move(result), columns, resumed_at);
  Deviations deviations(columns);
  table.for_each([&](const Table& some, std::size_t) { deviations.add(some); });
  found.variance_explained = explained(found.inertia, deviations.inertia());
  return found;
}

std::vector<std::uint32_t> nearest(const Table& table, std::span<const double> centers, unsigned threads) {
  return predict(view_of(table), centers, threads);
}

}  // namespace kvant::cli
