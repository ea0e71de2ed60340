// Tables in parts, for engines that run Python on many machines: kvant/parts.hpp as it is, answers as bytes.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "calling_thread.hpp"
#include "kvant/parts.hpp"
#include "module.hpp"
#include "results.hpp"

namespace kvant::python {
namespace {

using namespace nb::literals;
using parts::Part;

template <class Answer>
nb::bytes to_bytes(const Answer& answer) {
  return nb::bytes(answer.bytes.data(), answer.bytes.size());
}

template <class Answer>
Answer of_bytes(const nb::bytes& bytes) {
  const auto* data = static_cast<const std::uint8_t*>(bytes.data());
  Answer answer;
  answer.bytes.assign(data, data + bytes.size());
  return answer;
}

// Answers pickle as what they are: bytes.
template <class Answer>
nb::class_<Answer> bind_answer(nb::module_& module, const char* name) {
  return nb::class_<Answer>(module, name)
      .def(nb::init<>())
      .def("merge", &Answer::merge, "other"_a)
      .def("__bytes__", &to_bytes<Answer>)
      .def("__getstate__", &to_bytes<Answer>)
      .def("__setstate__", [](Answer& self, const nb::bytes& bytes) { new (&self) Answer(of_bytes<Answer>(bytes)); })
      .def(
          "__eq__", [](const Answer& a, const Answer& b) { return a == b; }, nb::is_operator());
}

// What Python code answers for. It is called from the thread that called fit().
class PythonParts : public parts::Parts {
 public:
  PythonParts(nb::object answers, CallingThread& calling_thread)
      : answers_(std::move(answers)), calling_thread_(calling_thread) {}

  parts::TableExtent extent() override { return ask<parts::TableExtent>("extent"); }
  parts::TableSample sample(const parts::TableExtent& whole, const KMeansOptions& options) override {
    return ask<parts::TableSample>("sample", whole, options.clusters, options.effort, options.seed);
  }
  parts::TableSums sums(const parts::TableExtent& whole, std::span<const double> centers) override {
    return ask<parts::TableSums>("sums", whole, centers);
  }
  parts::TableFarRows far_rows(const parts::TableExtent& whole, std::span<const double> centers,
                               std::span<const double> moved, std::size_t most) override {
    return ask<parts::TableFarRows>("far_rows", whole, centers, moved, most);
  }
  parts::TableInertia inertia(const parts::TableExtent& whole, std::span<const double> centers) override {
    return ask<parts::TableInertia>("inertia", whole, centers);
  }

 private:
  template <class Answer, class... Arguments>
  Answer ask(const char* question, const Arguments&... arguments) {
    Answer answer;
    calling_thread_.call([&] { answer = nb::cast<Answer>(answers_.attr(question)(to_python(arguments)...)); });
    return answer;
  }

  static Array to_python(std::span<const double> centers) {
    return to_array<double>(std::vector<double>(centers.begin(), centers.end()), {centers.size()});
  }
  template <class Plain>
  static const Plain& to_python(const Plain& plain) {
    return plain;
  }

  nb::object answers_;
  CallingThread& calling_thread_;
};

template <class Work>
auto without_gil(const Work& work) {
  const nb::gil_scoped_release released;
  return work();
}

using Flat = Vector<double>;

template <class Real>
void bind_part_of(nb::class_<Part>& part) {
  part.def(
      "__init__",
      [](Part* self, const Rows<Real>& rows, const std::optional<Vector<Real>>& weights, std::uint64_t first_row,
         unsigned threads) {
        const BasicPointsView<Real> points = to_points(rows, weights);
        without_gil([&] { new (self) Part(points, first_row, usable_threads(threads)); });
      },
      "rows"_a.noconvert(), "weights"_a.noconvert() = nb::none(), "first_row"_a = 0, "threads"_a = 1,
      nb::keep_alive<1, 2>(), nb::keep_alive<1, 3>());
}

}  // namespace

void bind_parts(nb::module_& module) {
  using namespace parts;
  bind_answer<TableExtent>(module, "TableExtent")
      .def_prop_ro("rows", &TableExtent::rows)
      .def_prop_ro("dimensions", &TableExtent::dimensions);
  bind_answer<TableSample>(module, "TableSample");
  bind_answer<TableSums>(module, "TableSums");
  bind_answer<TableFarRows>(module, "TableFarRows");
  bind_answer<TableInertia>(module, "TableInertia").def_prop_ro("value", &TableInertia::value);

  nb::class_<Part> part(module, "Part");
  bind_part_of<float>(part);
  bind_part_of<double>(part);
  part.def("extent", [](const Part& self) { return without_gil([&] { return self.extent(); }); })
      .def(
          "sample",
          [](const Part& self, const TableExtent& whole, std::uint32_t clusters, int effort, std::uint64_t seed) {
            const KMeansOptions options{.clusters = clusters, .effort = effort, .seed = seed};
            return without_gil([&] { return self.sample(whole, options); });
          },
          "whole"_a, "clusters"_a, "effort"_a, "seed"_a)
      .def(
          "sums",
          [](Part& self, const TableExtent& whole, const Flat& centers) {
            return without_gil([&] { return self.sums(whole, to_span(centers)); });
          },
          "whole"_a, "centers"_a)
      .def(
          "far_rows",
          [](Part& self, const TableExtent& whole, const Flat& centers, const Flat& moved, std::size_t most) {
            return without_gil([&] { return self.far_rows(whole, to_span(centers), to_span(moved), most); });
          },
          "whole"_a, "centers"_a, "moved"_a, "most"_a)
      .def(
          "inertia",
          [](Part& self, const TableExtent& whole, const Flat& centers) {
            return without_gil([&] { return self.inertia(whole, to_span(centers)); });
          },
          "whole"_a, "centers"_a)
      .def(
          "labels",
          [](const Part& self, const Flat& centers) {
            return to_labels(without_gil([&] { return self.labels(to_span(centers)); }));
          },
          "centers"_a);

  // `answers` has the methods of Parts, and makes any calls it likes. watch(iteration, centers) is told before each
  // pass over the table.
  module.def(
      "fit_parts",
      [](const nb::object& answers, const std::optional<Matrix>& start, const nb::object& watch, std::uint32_t clusters,
         const std::string& init, int effort, double tolerance, int max_iterations, std::uint64_t seed) {
        KMeansOptions options = options_of(start, clusters, init, effort, tolerance, max_iterations, seed, 0);
        KMeansResult result = interruptible([&](CallingThread& calling_thread) {
          PythonParts table(answers, calling_thread);
          return kmeans(table, options, [&](const Pass& pass) {
            if (watch.is_none()) return;
            calling_thread.call([&] { watch(pass.iteration); });
          });
        });
        const std::size_t dimensions = result.centers.size() / clusters;
        return to_dict(std::move(result), dimensions);
      },
      "answers"_a, "start"_a.noconvert() = nb::none(), "watch"_a = nb::none(), nb::kw_only(), "clusters"_a, "init"_a,
      "effort"_a, "tolerance"_a, "max_iterations"_a, "seed"_a);
}

}  // namespace kvant::python
