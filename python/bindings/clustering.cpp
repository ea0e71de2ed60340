// k-means of tables in memory, dense or sparse.
#include <nanobind/stl/function.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "arrays.hpp"
#include "calling_thread.hpp"
#include "curves.hpp"
#include "kvant/choose.hpp"
#include "kvant/error.hpp"
#include "kvant/kmeans.hpp"
#include "kvant/parts.hpp"
#include "kvant/seeding.hpp"
#include "module.hpp"
#include "results.hpp"

namespace kvant::python {
namespace {

using namespace nb::literals;

// Rows of which most coordinates are zeros, in SciPy's CSR format. Dense only a few at a time.
template <class Real>
class SparseRows : public parts::Chunks {
 public:
  SparseRows(Vector<Real> values, Vector<std::int64_t> columns, Vector<std::int64_t> starts, std::uint32_t dimensions,
             std::optional<Vector<Real>> weights, unsigned threads)
      : values_(std::move(values)),
        columns_(std::move(columns)),
        starts_(std::move(starts)),
        dimensions_(dimensions),
        weights_(std::move(weights)),
        threads_(usable_threads(threads)) {}

  [[nodiscard]] std::uint32_t dimensions() const { return dimensions_; }

  void visit(const std::function<void(parts::Part&)>& ask) override {
    constexpr std::size_t dense_at_a_time = std::size_t{1} << 23;
    const std::size_t count = starts_.shape(0) - 1;
    const std::size_t rows = std::clamp<std::size_t>(dense_at_a_time / dimensions_, 1, count);
    std::vector<Real> dense;
    for (std::size_t begin = 0; begin < count; begin += rows) {
      const std::size_t end = std::min(count, begin + rows);
      dense.assign((end - begin) * dimensions_, Real(0));
      for (std::size_t i = begin; i < end; ++i) {
        Real* row = dense.data() + (i - begin) * dimensions_;
        // An entry that stands twice is their sum.
        for (std::int64_t at = starts_(i); at < starts_(i + 1); ++at) row[columns_(at)] += values_(at);
      }
      BasicPointsView<Real> points{.coordinates = dense, .dimensions = dimensions_};
      if (weights_) points.weights = to_span(*weights_).subspan(begin, end - begin);
      parts::Part part(points, begin, threads_);
      ask(part);
    }
  }

 private:
  Vector<Real> values_;
  Vector<std::int64_t> columns_;
  Vector<std::int64_t> starts_;
  std::uint32_t dimensions_;
  std::optional<Vector<Real>> weights_;
  unsigned threads_;
};

// Has the calling thread call watch(inertia, center_shift), unless that is None.
std::function<void(const IterationStatistics&)> told_to(const nb::object& watch, CallingThread& calling_thread) {
  if (watch.is_none()) return {};
  return [&](const IterationStatistics& one) { calling_thread.call([&] { watch(one.inertia, one.center_shift); }); };
}

template <class Real>
nb::dict fit(const Rows<Real>& rows, const std::optional<Vector<Real>>& weights, const std::optional<Matrix>& start,
             std::uint32_t clusters, const std::string& init, int effort, double tolerance, int max_iterations,
             std::uint64_t seed, const nb::object& watch, unsigned threads) {
  const BasicPointsView<Real> points = to_points(rows, weights);
  KMeansOptions options = options_of(start, clusters, init, effort, tolerance, max_iterations, seed, threads);
  return to_dict(interruptible([&](CallingThread& calling_thread) {
                   options.watch = told_to(watch, calling_thread);
                   return kmeans(points, options);
                 }),
                 rows.shape(1));
}

template <class Real>
nb::dict fit_sparse(SparseRows<Real>& rows, const std::optional<Matrix>& start, std::uint32_t clusters,
                    const std::string& init, int effort, double tolerance, int max_iterations, std::uint64_t seed,
                    const nb::object& watch, unsigned threads) {
  KMeansOptions options = options_of(start, clusters, init, effort, tolerance, max_iterations, seed, threads);
  return to_dict(interruptible([&](CallingThread& calling_thread) {
                   options.watch = told_to(watch, calling_thread);
                   KMeansResult result = parts::kmeans(rows, options);
                   rows.visit([&](const parts::Part& part) {
                     const std::vector<std::uint32_t> labels = part.labels(result.centers);
                     result.labels.insert(result.labels.end(), labels.begin(), labels.end());
                   });
                   return result;
                 }),
                 rows.dimensions());
}

template <class Real>
Array label_rows(const Rows<Real>& rows, const Matrix& centers, unsigned threads) {
  const BasicPointsView<Real> points = to_points<Real>(rows, std::nullopt);
  return to_labels(
      interruptible([&](CallingThread&) { return predict(points, to_span(centers), usable_threads(threads)); }));
}

template <class Real>
Array label_sparse(SparseRows<Real>& rows, const Matrix& centers) {
  return to_labels(interruptible([&](CallingThread&) {
    std::vector<std::uint32_t> all;
    rows.visit([&](const parts::Part& part) {
      const std::vector<std::uint32_t> labels = part.labels(to_span(centers));
      all.insert(all.end(), labels.begin(), labels.end());
    });
    return all;
  }));
}

template <class Real>
double inertia(const Rows<Real>& rows, const std::optional<Vector<Real>>& weights, const Matrix& centers,
               unsigned threads) {
  const BasicPointsView<Real> points = to_points(rows, weights);
  return interruptible([&](CallingThread&) {
    parts::Part part(points, 0, usable_threads(threads));
    return part.inertia(part.extent(), to_span(centers)).value();
  });
}

template <class Real>
double inertia_sparse(SparseRows<Real>& rows, const Matrix& centers) {
  return interruptible(
      [&](CallingThread&) { return rows.parts::Chunks::inertia(rows.extent(), to_span(centers)).value(); });
}

template <class Real>
Array draw(const Rows<Real>& rows, const std::optional<Vector<Real>>& weights, std::uint32_t clusters,
           const std::string& init, std::uint32_t trials, std::uint64_t seed, unsigned threads) {
  const BasicPointsView<Real> points = to_points(rows, weights);
  const DrawOptions options{.clusters = clusters,
                            .init = init_of_name(init),
                            .trials = trials,
                            .seed = seed,
                            .threads = usable_threads(threads)};
  std::vector<std::uint64_t> drawn = interruptible([&](CallingThread&) { return draw_rows(points, options); });
  const std::size_t count = drawn.size();
  return to_array<std::int64_t>(std::move(drawn), {count});
}

template <class Real>
nb::dict sweep_rows(const Rows<Real>& rows, const std::optional<Vector<Real>>& weights, std::uint32_t from,
                    std::uint32_t to, int effort, double tolerance, int max_iterations, std::uint64_t seed,
                    unsigned threads) {
  const BasicPointsView<Real> points = to_points(rows, weights);
  const SweepOptions options{.from = from,
                             .to = to,
                             .effort = effort,
                             .tolerance = tolerance,
                             .max_iterations = max_iterations,
                             .seed = seed,
                             .threads = usable_threads(threads)};
  return to_dict(interruptible([&](CallingThread&) { return sweep(points, options); }), rows.shape(1));
}

template <class Real>
void bind(nb::module_& module, const char* sparse_name) {
  using Sparse = SparseRows<Real>;
  nb::class_<Sparse>(module, sparse_name)
      .def(nb::init<Vector<Real>, Vector<std::int64_t>, Vector<std::int64_t>, std::uint32_t,
                    std::optional<Vector<Real>>, unsigned>(),
           "values"_a.noconvert(), "columns"_a.noconvert(), "starts"_a.noconvert(), "dimensions"_a,
           "weights"_a.noconvert() = nb::none(), "threads"_a = 0);
  module.def("fit", &fit<Real>, "rows"_a.noconvert(), "weights"_a.noconvert() = nb::none(),
             "start"_a.noconvert() = nb::none(), nb::kw_only(), "clusters"_a, "init"_a, "effort"_a, "tolerance"_a,
             "max_iterations"_a, "seed"_a, "watch"_a = nb::none(), "threads"_a = 0);
  module.def("fit", &fit_sparse<Real>, "rows"_a, "start"_a.noconvert() = nb::none(), nb::kw_only(), "clusters"_a,
             "init"_a, "effort"_a, "tolerance"_a, "max_iterations"_a, "seed"_a, "watch"_a = nb::none(),
             "threads"_a = 0);
  module.def("predict", &label_rows<Real>, "rows"_a.noconvert(), "centers"_a.noconvert(), "threads"_a = 0);
  module.def("predict", &label_sparse<Real>, "rows"_a, "centers"_a.noconvert());
  module.def("inertia", &inertia<Real>, "rows"_a.noconvert(), "weights"_a.noconvert().none(), "centers"_a.noconvert(),
             "threads"_a = 0);
  module.def("inertia", &inertia_sparse<Real>, "rows"_a, "centers"_a.noconvert());
  module.def("draw_rows", &draw<Real>, "rows"_a.noconvert(), "weights"_a.noconvert() = nb::none(), nb::kw_only(),
             "clusters"_a, "init"_a, "trials"_a = 0, "seed"_a, "threads"_a = 0);
  module.def("sweep", &sweep_rows<Real>, "rows"_a.noconvert(), "weights"_a.noconvert() = nb::none(), nb::kw_only(),
             "from_"_a, "to"_a, "effort"_a, "tolerance"_a, "max_iterations"_a, "seed"_a, "threads"_a = 0);
}

}  // namespace

void bind_clustering(nb::module_& module) {
  bind<float>(module, "SparseFloats");
  bind<double>(module, "SparseDoubles");
}

}  // namespace kvant::python
