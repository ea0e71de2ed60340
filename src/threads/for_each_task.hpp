// A loop whose turns may run at the same time.
#pragma once

#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstddef>

#include "threads/task_order.hpp"

namespace kvant {

/// Calls task(index, worker) once for each index below `tasks`, on the threads of the arena that the caller is in (as
/// many as there are cores, unless it chose one). No two tasks of the same worker run at the same time; workers are
/// numbered from 0 to below tbb::this_task_arena::max_concurrency(). Which worker runs which task is not fixed: for
/// results that are always the same, tasks write to places of their own.
template <class Task>
void for_each_task(std::size_t tasks, const Task& task) {
  const auto workers = static_cast<std::size_t>(tbb::this_task_arena::max_concurrency());
  TaskOrder order(workers);
  // A few tasks at a time: enough portions to share out evenly, few enough that handing them out costs nothing.
  const std::size_t portion = std::max<std::size_t>(1, tasks / (8 * workers));
  tbb::parallel_for(
      tbb::blocked_range<std::size_t>(0, tasks, portion),
      [&](const tbb::blocked_range<std::size_t>& range) {
        const auto worker = static_cast<std::size_t>(tbb::this_task_arena::current_thread_index());
        order.task_begins(worker);
        for (std::size_t index = range.begin(); index < range.end(); ++index) task(index, worker);
        order.task_ends(worker);
      },
      tbb::simple_partitioner());
  order.joined();
}

}  // namespace kvant
