// The parts of the module.
#pragma once

#include <nanobind/nanobind.h>

namespace kvant::python {

void bind_clustering(nanobind::module_& module);
void bind_mini_batch(nanobind::module_& module);
void bind_bisecting(nanobind::module_& module);
void bind_parts(nanobind::module_& module);
void bind_pictures(nanobind::module_& module);

/// How many threads to use where `threads` are asked for: in a process forked from one that had used threads, there is
/// one, as oneTBB's do not come along.
unsigned usable_threads(unsigned threads);

}  // namespace kvant::python
