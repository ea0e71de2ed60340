// Mini-batch k-means.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <optional>
#include <string>
#include <utility>

#include "arrays.hpp"
#include "calling_thread.hpp"
#include "kvant/mini_batch.hpp"
#include "module.hpp"
#include "results.hpp"

namespace kvant::python {
namespace {

using namespace nb::literals;

nb::dict to_dict(MiniBatchState state, std::size_t dimensions) {
  nb::dict result;
  const std::size_t clusters = state.weights.size();
  result["centers"] = to_array<double>(std::move(state.centers), {clusters, dimensions});
  result["weights"] = to_array<double>(std::move(state.weights), {clusters});
  result["steps"] = state.steps;
  result["since_reassignment"] = state.since_reassignment;
  return result;
}

MiniBatchState to_state(const nb::dict& state) {
  const auto centers = to_span(nb::cast<Matrix>(state["centers"]));
  const auto weights = to_span(nb::cast<Vector<double>>(state["weights"]));
  return {.centers = {centers.begin(), centers.end()},
          .weights = {weights.begin(), weights.end()},
          .steps = nb::cast<std::uint64_t>(state["steps"]),
          .since_reassignment = nb::cast<std::uint64_t>(state["since_reassignment"])};
}

struct BatchOptions : MiniBatchOptions {
  std::optional<Matrix> given;  // kept for `start`

  BatchOptions(std::optional<Matrix> centers, std::uint32_t k, const std::string& init_name, std::uint32_t starts,
               std::uint32_t size, std::uint32_t size_of_init, int most_iterations,
               std::optional<std::uint32_t> most_without_improvement, double tol, double ratio, bool labels,
               std::uint64_t random_seed, unsigned most_threads)
      : given(std::move(centers)) {
    clusters = k;
    init = init_of_name(init_name);
    if (given) start = to_span(*given);
    n_init = starts;
    batch_size = size;
    init_size = size_of_init;
    max_iterations = most_iterations;
    max_no_improvement = most_without_improvement;
    tolerance = tol;
    reassignment_ratio = ratio;
    compute_labels = labels;
    seed = random_seed;
    threads = usable_threads(most_threads);
  }
};

const char* name_of(MiniBatchEnd end) {
  switch (end) {
    case MiniBatchEnd::max_iterations:
      return "max_iter";
    case MiniBatchEnd::small_shift:
      return "small centers change";
    case MiniBatchEnd::no_improvement:
      return "lack of improvement in inertia";
  }
  return "";
}

nb::tuple to_tuple(const MiniBatchStep& step) {
  return nb::make_tuple(step.inertia, step.center_shift, step.reassigned);
}

template <class Real>
nb::dict fit_batches(const Rows<Real>& rows, const std::optional<Vector<Real>>& weights, const BatchOptions& options) {
  const BasicPointsView<Real> points = to_points(rows, weights);
  MiniBatchResult result = interruptible([&](CallingThread&) { return mini_batch_kmeans(points, options); });
  nb::dict fit = to_dict(std::move(result.state), rows.shape(1));
  fit["labels"] = to_labels(std::move(result.labels));
  fit["inertia"] = result.inertia;
  fit["end"] = name_of(result.end);
  nb::list steps;
  for (const MiniBatchStep& step : result.steps) steps.append(to_tuple(step));
  fit["each_step"] = steps;
  fit["batch_size"] = result.batch_size;
  fit["iterations"] = result.iterations;
  fit["distinct_centers"] = result.distinct_centers;
  return fit;
}

// `state`: what the step before returned, none at first.
template <class Real>
nb::dict step_batch(const Rows<Real>& rows, const std::optional<Vector<Real>>& weights, const BatchOptions& options,
                    const std::optional<nb::dict>& state) {
  const BasicPointsView<Real> points = to_points(rows, weights);
  MiniBatch batches(options, state ? to_state(*state) : MiniBatchState());
  const MiniBatchStep step = interruptible([&](CallingThread&) { return batches.step(points); });
  nb::dict result = to_dict(batches.state(), rows.shape(1));
  result["step"] = to_tuple(step);
  return result;
}

template <class Real>
void bind(nb::module_& module) {
  module.def("mini_batch_fit", &fit_batches<Real>, "rows"_a.noconvert(), "weights"_a.noconvert().none(), "options"_a);
  module.def("mini_batch_step", &step_batch<Real>, "rows"_a.noconvert(), "weights"_a.noconvert().none(), "options"_a,
             "state"_a = nb::none());
}

}  // namespace

void bind_mini_batch(nb::module_& module) {
  nb::class_<BatchOptions>(module, "MiniBatchOptions")
      .def(nb::init<std::optional<Matrix>, std::uint32_t, const std::string&, std::uint32_t, std::uint32_t,
                    std::uint32_t, int, std::optional<std::uint32_t>, double, double, bool, std::uint64_t, unsigned>(),
           "start"_a.noconvert(), nb::kw_only(), "clusters"_a, "init"_a, "n_init"_a, "batch_size"_a, "init_size"_a,
           "max_iterations"_a, "max_no_improvement"_a.none(), "tolerance"_a, "reassignment_ratio"_a, "compute_labels"_a,
           "seed"_a, "threads"_a = 0);
  bind<float>(module);
  bind<double>(module);
}

}  // namespace kvant::python
