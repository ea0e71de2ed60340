#include "module.hpp"

#include <nanobind/stl/string.h>
#include <pthread.h>

#include <atomic>
#include <exception>
#include <string>

#include "kvant/error.hpp"
#include "kvant/version.hpp"

namespace kvant::python {
namespace {

namespace nb = nanobind;

std::atomic<bool> forked = false;

void translate(const std::exception_ptr& thrown, void* /*unused*/) {
  try {
    std::rethrow_exception(thrown);
  } catch (const Error& error) {
    PyErr_SetString(error.code() == ErrorCode::limit ? PyExc_MemoryError : PyExc_ValueError, error.what());
  }
}

}  // namespace

unsigned usable_threads(unsigned threads) { return forked ? 1 : threads; }

NB_MODULE(_kvant, module) {
  module.doc() = "kvant's engine. What it takes and gives is NumPy's; kvant has what people use.";
  nb::register_exception_translator(translate);
  pthread_atfork(nullptr, nullptr, [] { forked = true; });
  module.attr("version") = std::string(version());
  module.attr("simd_target") = std::string(simd_target());
  bind_clustering(module);
  bind_mini_batch(module);
  bind_bisecting(module);
  bind_parts(module);
  bind_pictures(module);
}

}  // namespace kvant::python
