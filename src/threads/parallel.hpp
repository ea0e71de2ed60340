// Threads for as long as a job needs them: a fixed number of workers that share out numbered tasks.
#pragma once

#include <algorithm>
#include <cstddef>

#include "threads/arena.hpp"
#include "threads/for_each_task.hpp"
#include "threads/stop.hpp"

namespace kvant {

/// Runs tasks on up to `threads` threads. Which thread runs which task is not fixed, so tasks write either to places of
/// their own or to per-worker places whose combination does not depend on order.
class Workers {
 public:
  /// threads: 0 for one per core, which is also the most: oneTBB has no more, and says so on standard error.
  explicit Workers(unsigned threads)
      : count_(threads != 0 ? std::min(threads, cores()) : cores()), arena_(static_cast<unsigned>(count_)) {}

  /// The number of per-worker places needed.
  [[nodiscard]] std::size_t count() const { return count_; }

  /// Runs a function whose own parallel loops then use these threads only.
  template <class Function>
  auto with_threads(const Function& function) {
    return arena_.execute(function);
  }

  /// Calls task(index, worker) once for each index below `tasks`; 0 <= worker < count(). Throws Stopped, see StopScope.
  template <class Task>
  void run(std::size_t tasks, const Task& task) {
    const auto go_on = [&](std::size_t index, std::size_t worker) {
      const StopScope scope(stop_);  // on another thread, maybe
      throw_if_stopped();
      task(index, worker);
    };
    if (count_ == 1 || tasks <= 1) {
      for (std::size_t index = 0; index < tasks; ++index) go_on(index, std::size_t{0});
      return;
    }
    arena_.execute([&] { for_each_task(tasks, go_on); });
  }

  /// Calls task(index) once for each index below `count`, several in a task where each is about few numbers: `size`.
  template <class Task>
  void run_each(std::size_t count, std::size_t size, const Task& task) {
    constexpr std::size_t worth_a_task = 8192;  // numbers
    const std::size_t some = std::max<std::size_t>(1, worth_a_task / std::max<std::size_t>(1, size));
    run((count + some - 1) / some, [&](std::size_t index, std::size_t) {
      for (std::size_t i = index * some; i < std::min(count, (index + 1) * some); ++i) task(i);
    });
  }

 private:
  std::size_t count_;
  Arena arena_;
  const std::atomic<bool>* stop_ = StopScope::current();
};

}  // namespace kvant
