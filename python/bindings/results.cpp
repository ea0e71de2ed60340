#include "results.hpp"

#include <utility>

#include "kvant/error.hpp"
#include "module.hpp"

namespace kvant::python {

Init init_of_name(const std::string& name) {
  if (name == "k-means++") return Init::kmeans_plus_plus;
  if (name == "random") return Init::random;
  throw Error(ErrorCode::invalid_argument, "init must be 'k-means++' or 'random', not '" + name + "'");
}

nb::dict to_dict(KMeansResult result, std::size_t dimensions) {
  nb::dict fit;
  fit["centers"] = to_array<double>(std::move(result.centers), {result.centers.size() / dimensions, dimensions});
  fit["labels"] = to_labels(std::move(result.labels));
  fit["inertia"] = result.inertia;
  fit["converged"] = result.converged;
  fit["distinct_centers"] = result.distinct_centers;
  nb::list iterations;
  for (const IterationStatistics& one : result.iterations) {
    iterations.append(nb::make_tuple(one.inertia, one.center_shift, one.reassigned));
  }
  fit["iterations"] = iterations;
  return fit;
}

KMeansOptions options_of(const std::optional<Matrix>& start, std::uint32_t clusters, const std::string& init,
                         int effort, double tolerance, int max_iterations, std::uint64_t seed, unsigned threads) {
  KMeansOptions options{.clusters = clusters,
                        .init = init_of_name(init),
                        .effort = effort,
                        .tolerance = tolerance,
                        .max_iterations = max_iterations,
                        .seed = seed,
                        .threads = usable_threads(threads)};
  if (start) options.start = to_span(*start);
  return options;
}

}  // namespace kvant::python
