// The engine's options and results, as Python has them.
#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <optional>
#include <string>

#include "arrays.hpp"
#include "kvant/kmeans.hpp"

namespace kvant::python {

/// "k-means++" or "random". Throws Error(invalid_argument).
[[nodiscard]] Init init_of_name(const std::string& name);

/// The options that all fits have. `start` has to stay.
[[nodiscard]] KMeansOptions options_of(const std::optional<Matrix>& start, std::uint32_t clusters,
                                       const std::string& init, int effort, double tolerance, int max_iterations,
                                       std::uint64_t seed, unsigned threads);

/// centers: k x dimensions; labels: n, unless the result has none; inertia; converged; distinct_centers; iterations:
/// inertia, center shift and rows reassigned of each.
[[nodiscard]] nb::dict to_dict(KMeansResult result, std::size_t dimensions);

}  // namespace kvant::python
