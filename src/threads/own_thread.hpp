// Work that needs a thread of its own, not a task of the pool.
#pragma once

#include <exception>
#include <thread>

namespace kvant {

/// Runs `work()` on a new thread and waits for it. Throws what it throws.
template <class Work>
void run_on_own_thread(const Work& work) {
#ifdef __EMSCRIPTEN__
  work();  // a page has one thread
#else
  std::exception_ptr failure;
  std::thread([&] {
    try {
      work();
    } catch (...) {
      failure = std::current_exception();
    }
  }).join();
  if (failure) std::rethrow_exception(failure);
#endif
}

}  // namespace kvant
