#include "cli/tables/algorithm_options.hpp"

#include <fmt/format.h>

#include <limits>
#include <string>

#include "cli/options/common_options.hpp"
#include "cli/options/values.hpp"
#include "cli/terminal/text.hpp"
#include "kvant/mini_batch.hpp"

namespace kvant::cli {
namespace {

constexpr int kMostIterations = 1'000'000;
constexpr std::uint32_t kMostStarts = 1'000'000;

Option algorithm_option(AlgorithmArguments& given) {
  return {
      .group = group::kClusters,
      .name = "algorithm",
      .value = "NAME",
      .help =
          "How to find the clusters: lloyd, on all rows; mini-batch, on some at a time; bisecting, by splitting one "
          "in two until there are N",
      .standard = std::string(name_of(Algorithm::lloyd)),
      .completion = Completion::choices,
      .choices = algorithm_words(),
      .set = [&given](const std::string& text) { given.algorithm = parse_algorithm(text); }};
}

}  // namespace

std::vector<Option> algorithm_options(AlgorithmArguments& given) {
  const MiniBatchOptions batches;
  const auto differs = [](const auto& usual, const auto& by_batches) {
    return fmt::format("{}; of mini-batch {}", usual, by_batches);
  };
  return {
      algorithm_option(given),
      {.group = group::kClusters,
       .name = "starts",
       .value = "N",
       .help = "Start so often, with other random numbers, and keep the best",
       .standard = fmt::format("{}", KMeansOptions{}.n_init),
       .set =
           [&given](const std::string& text) {
             given.starts = static_cast<std::uint32_t>(parse_whole(text, 1, kMostStarts));
           }},
      {.group = group::kClusters,
       .name = "batch-size",
       .value = "N",
       .help = "Of mini-batch: take so many rows at a time",
       .standard = fmt::format("{}", batches.batch_size),
       .set =
           [&given](const std::string& text) {
             given.batch_size =
                 static_cast<std::uint32_t>(parse_whole(text, 1, std::numeric_limits<std::uint32_t>::max()));
           }},
      {.group = group::kClusters,
       .name = "strategy",
       .value = "NAME",
       .help = "Of bisecting: which cluster to split next, that of the biggest inertia or the largest",
       .standard = strategy_words().front(),
       .completion = Completion::choices,
       .choices = strategy_words(),
       .set = [&given](const std::string& text) { given.strategy = parse_strategy(text); }},
      {.group = group::kClusters,
       .name = "effort",
       .value = "N",
       .help = "How hard to search, 1 (fastest) to 10 (best)",
       .standard = fmt::format("{}; of bisecting {}", KMeansOptions{}.effort, BisectingOptions{}.effort),
       .set = [&given](const std::string& text) { given.effort = static_cast<int>(parse_whole(text, 1, 10)); }},
      {.group = group::kClusters,
       .name = "max-iterations",
       .value = "N",
       .help =
           "Stop after so many of the final iterations; of mini-batch, after so many rows as the table has, N times",
       .standard = differs(KMeansOptions{}.max_iterations, batches.max_iterations),
       .set =
           [&given](const std::string& text) {
             given.max_iterations = static_cast<int>(parse_whole(text, 1, kMostIterations));
           }},
      {.group = group::kClusters,
       .name = "tolerance",
       .value = "X",
       .help =
           "Stop once the squared shift of the centers is this part of the columns' mean variance; 0: once none moves",
       .standard = differs(KMeansOptions{}.tolerance, batches.tolerance),
       .set = [&given](const std::string& text) { given.tolerance = parse_real(text); }},
  };
}

void settle(const AlgorithmArguments& given, KMeansOptions& options, AlgorithmOptions& how) {
  const auto only_for = [&](bool is_given, std::string_view option, std::string_view algorithms, bool fits) {
    if (!is_given || fits) return;
    throw UsageError(fmt::format("{} is for --algorithm {}, not for {}", option, algorithms, name_of(given.algorithm)));
  };
  const bool by_batches = given.algorithm == Algorithm::mini_batch;
  only_for(given.effort.has_value(), "--effort", "lloyd and bisecting", !by_batches);
  only_for(given.batch_size.has_value(), "--batch-size", "mini-batch", by_batches);
  only_for(given.strategy.has_value(), "--strategy", "bisecting", given.algorithm == Algorithm::bisecting);
  const MiniBatchOptions batches;
  const KMeansOptions usual;
  how.algorithm = given.algorithm;
  how.batch_size = given.batch_size.value_or(batches.batch_size);
  how.strategy = given.strategy.value_or(BisectingStrategy::biggest_inertia);
  options.n_init = given.starts;
  options.effort =
      given.effort.value_or(given.algorithm == Algorithm::bisecting ? BisectingOptions{}.effort : usual.effort);
  options.max_iterations = given.max_iterations.value_or(by_batches ? batches.max_iterations : usual.max_iterations);
  options.tolerance = given.tolerance.value_or(by_batches ? batches.tolerance : usual.tolerance);
}

}  // namespace kvant::cli
