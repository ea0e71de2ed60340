// The ways to cluster a table, by name, and those besides Lloyd's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kvant/bisecting.hpp"
#include "kvant/kmeans.hpp"

namespace kvant::cli {

enum class Algorithm { lloyd, mini_batch, bisecting };

[[nodiscard]] std::vector<std::string> algorithm_words();
[[nodiscard]] std::string_view name_of(Algorithm algorithm);
/// Throws UsageError.
[[nodiscard]] Algorithm parse_algorithm(std::string_view word);

[[nodiscard]] std::vector<std::string> strategy_words();
/// Throws UsageError.
[[nodiscard]] BisectingStrategy parse_strategy(std::string_view word);

/// What the algorithms take that KMeansOptions do not say.
struct AlgorithmOptions {
  Algorithm algorithm = Algorithm::lloyd;
  std::uint32_t batch_size = 0;  ///< of mini-batch
  BisectingStrategy strategy = BisectingStrategy::biggest_inertia;
};

/// How mini-batch k-means came to its centers.
struct Batches {
  std::uint64_t steps = 0;
  std::uint32_t size = 0;  ///< rows of a step
};

struct AlgorithmResult {
  std::uint32_t clusters = 0;   ///< fewer than asked for, if there are fewer distinct rows
  std::vector<double> centers;  ///< as many at least
  std::vector<std::uint32_t> labels;
  double inertia = 0;
  bool converged = false;
  std::uint64_t iterations = 0;  ///< passes over the rows, or the iterations of all splits
  Batches batches = {};
};

/// Mini-batch or bisecting k-means. Throws Error.
[[nodiscard]] AlgorithmResult cluster_otherwise(const DoublePointsView& rows, const KMeansOptions& options,
                                                const AlgorithmOptions& how);

}  // namespace kvant::cli
