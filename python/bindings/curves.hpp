// The curve of inertia over k, as Python has it.
#pragma once

#include <nanobind/nanobind.h>

#include "kvant/choose.hpp"

namespace kvant::python {

/// Its points by name, an array each but for `centers`, and what it says about the k to choose.
[[nodiscard]] nanobind::dict to_dict(Curve curve, std::size_t dimensions);

}  // namespace kvant::python
