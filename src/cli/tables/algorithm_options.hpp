// The options of kvant cluster that say how.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cli/options/option.hpp"
#include "cli/tables/algorithms.hpp"
#include "kvant/kmeans.hpp"

namespace kvant::cli {

/// As they were given: what was not is decided by the algorithm.
struct AlgorithmArguments {
  Algorithm algorithm = Algorithm::lloyd;
  std::uint32_t starts = KMeansOptions{}.n_init;
  std::optional<int> effort = {};
  std::optional<int> max_iterations = {};
  std::optional<double> tolerance = {};
  std::optional<std::uint32_t> batch_size = {};
  std::optional<BisectingStrategy> strategy = {};
};

[[nodiscard]] std::vector<Option> algorithm_options(AlgorithmArguments& given);

/// Fills in what they decide. Throws UsageError for an option that the algorithm cannot heed.
void settle(const AlgorithmArguments& given, KMeansOptions& options, AlgorithmOptions& how);

}  // namespace kvant::cli
