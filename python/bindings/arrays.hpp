// NumPy's arrays as the engine sees them, and the engine's as NumPy does.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "kvant/kmeans.hpp"

namespace kvant::python {

namespace nb = nanobind;

/// Rows where they lie. Strides are multiples of the size of an element, and positive: _arrays.py sees to that.
template <class Real>
using Rows = nb::ndarray<const Real, nb::ndim<2>, nb::device::cpu>;

template <class Element>
using Vector = nb::ndarray<const Element, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

/// Row-major.
using Matrix = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

using Array = nb::ndarray<nb::numpy>;

template <class Element>
std::span<const Element> to_span(const Vector<Element>& vector) {
  return {vector.data(), vector.shape(0)};
}

inline std::span<const double> to_span(const Matrix& matrix) { return {matrix.data(), matrix.size()}; }

/// `weights`: none, or one a row.
template <class Real>
BasicPointsView<Real> to_points(const Rows<Real>& rows, const std::optional<Vector<Real>>& weights) {
  const std::size_t count = rows.shape(0);
  const std::size_t dimensions = rows.shape(1);
  BasicPointsView<Real> points{.coordinates = {}, .dimensions = static_cast<std::uint32_t>(dimensions)};
  // NumPy gives any stride to an axis of length 1.
  points.column_stride = dimensions > 1 ? static_cast<std::size_t>(rows.stride(1)) : 1;
  points.row_stride = count > 1 ? static_cast<std::size_t>(rows.stride(0)) : dimensions;
  if (count > 0 && dimensions > 0) {
    points.coordinates = {rows.data(), (count - 1) * points.row_stride + (dimensions - 1) * points.column_stride + 1};
  }
  if (weights) points.weights = to_span(*weights);
  return points;
}

/// An array that owns what was in `values`. `Element` may be of another signedness.
template <class Element, class Container>
Array to_array(Container values, std::initializer_list<std::size_t> shape) {
  auto kept = std::make_unique<Container>(std::move(values));
  auto* data = kept->data();
  const nb::capsule owner(kept.release(), [](void* held) noexcept { delete static_cast<Container*>(held); });
  return Array(nb::ndarray<nb::numpy, Element>(reinterpret_cast<Element*>(data), shape, owner));
}

/// The labels of scikit-learn are int32.
inline Array to_labels(std::vector<std::uint32_t> labels) {
  const std::size_t count = labels.size();
  return to_array<std::int32_t>(std::move(labels), {count});
}

}  // namespace kvant::python
