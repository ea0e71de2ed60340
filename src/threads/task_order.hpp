// Tells ThreadSanitizer in what order oneTBB runs tasks. It cannot see that by itself, because oneTBB's own library is
// not instrumented. Without ThreadSanitizer nothing of this remains.
#pragma once

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define KVANT_THREAD_SANITIZER
#endif
#endif

#ifdef KVANT_THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>

#include <vector>
#endif

namespace kvant {

/// The order in one parallel loop: what precedes the loop, then tasks, those of one worker after each other, then what
/// follows the loop. Tasks of different workers are left unordered, so that their races are found.
class TaskOrder {
 public:
#ifdef KVANT_THREAD_SANITIZER
  explicit TaskOrder(std::size_t workers) : workers_(workers) { __tsan_release(&start_); }
  void task_begins(std::size_t worker) {
    __tsan_acquire(&start_);
    __tsan_acquire(&workers_[worker]);
  }
  void task_ends(std::size_t worker) {
    __tsan_release(&workers_[worker]);
    __tsan_release(&finish_);
  }
  void joined() { __tsan_acquire(&finish_); }

 private:
  // Only their addresses matter.
  char start_ = 0;
  char finish_ = 0;
  std::vector<char> workers_;
#else
  explicit TaskOrder(std::size_t /*workers*/) {}
  void task_begins(std::size_t /*worker*/) {}
  void task_ends(std::size_t /*worker*/) {}
  void joined() {}
#endif
};

}  // namespace kvant
