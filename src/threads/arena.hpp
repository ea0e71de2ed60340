// The threads that a loop may use: those of a oneTBB arena, or where there are none, in a browser, the calling one.
#pragma once

#ifndef __EMSCRIPTEN__
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>
#endif

#include <algorithm>
#include <cstddef>

namespace kvant {

#ifdef __EMSCRIPTEN__

class Arena {
 public:
  explicit Arena(unsigned /*threads*/) {}

  template <class Function>
  auto execute(const Function& function) {
    return function();
  }
};

inline unsigned cores() { return 1; }

inline std::size_t arena_size() { return 1; }

template <class Run>
void share_out(std::size_t tasks, std::size_t /*portion*/, const Run& run) {
  run(std::size_t{0}, tasks, std::size_t{0});
}

#else

/// A fixed number of threads.
class Arena {
 public:
  explicit Arena(unsigned threads) : arena_(static_cast<int>(threads)) {}

  /// Runs a function whose loops then use these threads only.
  template <class Function>
  auto execute(const Function& function) {
    return arena_.execute(function);
  }

 private:
  tbb::task_arena arena_;
};

/// The most threads that run at the same time.
inline unsigned cores() { return static_cast<unsigned>(std::max(1, tbb::info::default_concurrency())); }

/// The number of threads of the arena that the caller is in: as many as there are cores, unless it chose one.
inline std::size_t arena_size() { return static_cast<std::size_t>(tbb::this_task_arena::max_concurrency()); }

/// Calls run(first, last, worker) for ranges of at most `portion` that make up 0..tasks; worker < arena_size(). Copies
/// of `run` are called: a task that had to look for the caller's would read its stack before TaskOrder can say in what
/// order that is.
template <class Run>
void share_out(std::size_t tasks, std::size_t portion, const Run& run) {
  tbb::parallel_for(
      tbb::blocked_range<std::size_t>(0, tasks, portion),
      [run](const tbb::blocked_range<std::size_t>& range) {
        run(range.begin(), range.end(), static_cast<std::size_t>(tbb::this_task_arena::current_thread_index()));
      },
      tbb::simple_partitioner());
}

#endif

}  // namespace kvant
