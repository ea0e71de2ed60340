// Bisecting k-means.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "calling_thread.hpp"
#include "kvant/bisecting.hpp"
#include "kvant/error.hpp"
#include "module.hpp"
#include "results.hpp"

namespace kvant::python {
namespace {

using namespace nb::literals;

BisectingStrategy strategy_of_name(const std::string& name) {
  if (name == "biggest_inertia") return BisectingStrategy::biggest_inertia;
  if (name == "largest_cluster") return BisectingStrategy::largest_cluster;
  throw Error(ErrorCode::invalid_argument, "there is no bisecting strategy '" + name + "'");
}

// The splits: left, right and cluster of each node, and its center.
nb::tuple to_tuple(const BisectingTree& tree) {
  nb::list nodes;
  for (const BisectingTree::Node& node : tree.nodes) nodes.append(nb::make_tuple(node.left, node.right, node.cluster));
  return nb::make_tuple(nodes, to_array<double>(tree.centers, {tree.nodes.size(), std::size_t{tree.dimensions}}));
}

BisectingTree to_tree(const nb::tuple& splits) {
  BisectingTree tree;
  for (const nb::handle node : nb::cast<nb::list>(splits[0])) {
    tree.nodes.push_back({.left = nb::cast<std::uint32_t>(node[0]),
                          .right = nb::cast<std::uint32_t>(node[1]),
                          .cluster = nb::cast<std::uint32_t>(node[2])});
  }
  const auto matrix = nb::cast<Matrix>(splits[1]);
  const auto centers = to_span(matrix);
  tree.dimensions = static_cast<std::uint32_t>(matrix.shape(1));
  tree.centers.assign(centers.begin(), centers.end());
  return tree;
}

// `start_of`: of the numbers of some rows, the two centers to start their split from; or none.
template <class Real>
nb::dict bisect(const Rows<Real>& rows, const std::optional<Vector<Real>>& weights, const nb::object& start_of,
                std::uint32_t clusters, const std::string& strategy, const std::string& init, std::uint32_t n_init,
                int effort, double tolerance, int max_iterations, std::uint64_t seed, unsigned threads) {
  const BasicPointsView<Real> points = to_points(rows, weights);
  BisectingOptions options{.clusters = clusters,
                           .strategy = strategy_of_name(strategy),
                           .init = init_of_name(init),
                           .n_init = n_init,
                           .effort = effort,
                           .tolerance = tolerance,
                           .max_iterations = max_iterations,
                           .seed = seed,
                           .threads = usable_threads(threads)};
  BisectingResult result = interruptible([&](CallingThread& calling_thread) {
    if (!start_of.is_none()) {
      options.start_of = [&](std::span<const std::uint32_t> which) {
        std::vector<double> start;
        calling_thread.call([&] {
          std::vector<std::uint32_t> numbers(which.begin(), which.end());
          const std::size_t count = numbers.size();
          const auto centers = nb::cast<Matrix>(start_of(to_array<std::uint32_t>(std::move(numbers), {count})));
          start.assign(to_span(centers).begin(), to_span(centers).end());
        });
        return start;
      };
    }
    return bisecting_kmeans(points, options);
  });
  nb::dict fit;
  const std::size_t dimensions = rows.shape(1);
  fit["tree"] = to_tuple(result.tree);
  fit["centers"] = to_array<double>(std::move(result.centers), {std::size_t{clusters}, dimensions});
  fit["labels"] = to_labels(std::move(result.labels));
  fit["inertia"] = result.inertia;
  fit["iterations"] = result.iterations;
  fit["distinct_centers"] = result.distinct_centers;
  return fit;
}

template <class Real>
Array follow(const Rows<Real>& rows, const nb::tuple& splits, unsigned threads) {
  const BasicPointsView<Real> points = to_points<Real>(rows, std::nullopt);
  const BisectingTree tree = to_tree(splits);
  return to_labels(interruptible([&](CallingThread&) { return predict(points, tree, usable_threads(threads)); }));
}

template <class Real>
void bind(nb::module_& module) {
  module.def("bisect", &bisect<Real>, "rows"_a.noconvert(), "weights"_a.noconvert() = nb::none(),
             "start_of"_a = nb::none(), nb::kw_only(), "clusters"_a, "strategy"_a, "init"_a, "n_init"_a, "effort"_a,
             "tolerance"_a, "max_iterations"_a, "seed"_a, "threads"_a = 0);
  module.def("follow_splits", &follow<Real>, "rows"_a.noconvert(), "tree"_a, "threads"_a = 0);
}

}  // namespace

void bind_bisecting(nb::module_& module) {
  bind<float>(module);
  bind<double>(module);
}

}  // namespace kvant::python
