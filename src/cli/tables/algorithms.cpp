#include "cli/tables/algorithms.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "cli/options/values.hpp"
#include "kvant/mini_batch.hpp"

namespace kvant::cli {
namespace {

constexpr std::pair<std::string_view, Algorithm> kAlgorithms[] = {
    {"lloyd", Algorithm::lloyd}, {"mini-batch", Algorithm::mini_batch}, {"bisecting", Algorithm::bisecting}};

constexpr std::pair<std::string_view, BisectingStrategy> kStrategies[] = {
    {"biggest-inertia", BisectingStrategy::biggest_inertia}, {"largest-cluster", BisectingStrategy::largest_cluster}};

template <class Named>
std::vector<std::string> words_of(const Named& all) {
  std::vector<std::string> words;
  for (const auto& [word, value] : all) words.emplace_back(word);
  return words;
}

template <class Named>
auto value_of(const Named& all, std::string_view word) {
  const auto* known = std::ranges::find(all, word, [](const auto& named) { return named.first; });
  if (known == std::end(all)) refuse_choice(words_of(all), word);
  return known->second;
}

AlgorithmResult by_batches(const DoublePointsView& rows, const KMeansOptions& options, const AlgorithmOptions& how) {
  MiniBatchResult found = mini_batch_kmeans(rows, {.clusters = options.clusters,
                                                   .n_init = options.n_init,
                                                   .batch_size = how.batch_size,
                                                   .max_iterations = options.max_iterations,
                                                   .tolerance = options.tolerance,
                                                   .seed = options.seed,
                                                   .threads = options.threads});
  return {// Without a step each distinct row has a center.
          .clusters = found.steps.empty() ? found.distinct_centers : options.clusters,
          .centers = std::move(found.state.centers),
          .labels = std::move(found.labels),
          .inertia = found.inertia,
          .converged = found.end != MiniBatchEnd::max_iterations,
          .iterations = static_cast<std::uint64_t>(std::ceil(found.iterations)),
          .batches = {found.steps.size(), found.batch_size}};
}

AlgorithmResult by_splits(const DoublePointsView& rows, const KMeansOptions& options, const AlgorithmOptions& how) {
  BisectingResult found = bisecting_kmeans(rows, {.clusters = options.clusters,
                                                  .strategy = how.strategy,
                                                  .n_init = options.n_init,
                                                  .effort = options.effort,
                                                  .tolerance = options.tolerance,
                                                  .max_iterations = options.max_iterations,
                                                  .seed = options.seed,
                                                  .threads = options.threads});
  return {.clusters = found.distinct_centers,
          .centers = std::move(found.centers),
          .labels = std::move(found.labels),
          .inertia = found.inertia,
          .converged = found.converged,
          .iterations = found.iterations};
}

}  // namespace

std::vector<std::string> algorithm_words() { return words_of(kAlgorithms); }

std::string_view name_of(Algorithm algorithm) {
  return std::ranges::find(kAlgorithms, algorithm, [](const auto& named) { return named.second; })->first;
}

Algorithm parse_algorithm(std::string_view word) { return value_of(kAlgorithms, word); }

std::vector<std::string> strategy_words() { return words_of(kStrategies); }

BisectingStrategy parse_strategy(std::string_view word) { return value_of(kStrategies, word); }

AlgorithmResult cluster_otherwise(const DoublePointsView& rows, const KMeansOptions& options,
                                  const AlgorithmOptions& how) {
  return how.algorithm == Algorithm::mini_batch ? by_batches(rows, options, how) : by_splits(rows, options, how);
}

}  // namespace kvant::cli
