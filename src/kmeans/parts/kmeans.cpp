#include <string>
#include <utility>

#include "kmeans/fit.hpp"
#include "kmeans/parts/answers.hpp"
#include "kmeans/parts/bytes.hpp"
#include "kmeans/parts/parts_assignment.hpp"
#include "kmeans/points_view.hpp"
#include "kmeans/simd_target.hpp"
#include "kmeans/start.hpp"
#include "kvant/error.hpp"

namespace kvant::parts {
namespace {

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorCode::invalid_argument, message); }

template <class Real>
RowSample<Real> narrow(const RowSample<double>& sample) {
  return {.dimensions = sample.dimensions,
          .most = sample.most,
          .hashes = sample.hashes,
          .values = {sample.values.begin(), sample.values.end()},
          .weights = sample.weights};
}

template <class Real>
KMeansResult cluster(Parts& table, const TableExtent& whole, const ExtentAnswer& extent, const KMeansOptions& options,
                     const std::function<void(const Pass&)>& watch) {
  Workers workers(options.threads);
  const Frame frame = Frame::of<Real>(extent.weighed);
  Start<Real> start;
  if (options.start.empty()) {
    const SampleAnswer answer = read(table.sample(whole, options));
    require_same_table(answer.table, table_of(whole));
    if (answer.sample.dimensions != extent.dimensions) Reader::refuse();
    start = start_of(narrow<Real>(answer.sample), extent.weighed, options, workers);
  } else {
    start.centers = to_centers<Real>(options.start, extent.dimensions);
  }
  PartsAssignment<Real> assignment(table, whole, frame, workers, watch);
  LloydResult lloyd = iterate<Real>(assignment, start, options);
  KMeansResult result;
  result.centers = to_coordinates(start.centers);
  result.inertia = table.inertia(whole, result.centers).value();
  result.converged = lloyd.converged;
  result.iterations = std::move(lloyd.iterations);
  result.distinct_centers = start.centers.count_distinct();
  return result;
}

}  // namespace

Parts::~Parts() = default;

KMeansResult kmeans(Parts& table, const KMeansOptions& options, const std::function<void(const Pass&)>& watch) {
  require_valid(options);
  if (options.n_init != 1) refuse("a table in parts is clustered from one start: n_init must be 1");
  use_simd_target_of_environment();
  const TableExtent whole = table.extent();
  const ExtentAnswer extent = read(whole);
  if (extent.rows == 0) refuse("there are no points");
  if (extent.weighed.rows == 0) refuse("one weight at least must be positive");
  if (!options.start.empty() && options.start.size() != std::size_t{options.clusters} * extent.dimensions) {
    refuse("the start must have as many centers as there are clusters");
  }
  return extent.precision == Precision::single ? cluster<float>(table, whole, extent, options, watch)
                                               : cluster<double>(table, whole, extent, options, watch);
}

}  // namespace kvant::parts
