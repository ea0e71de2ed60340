// A loop whose turns may run at the same time.
#pragma once

#include <algorithm>
#include <cstddef>

#include "threads/arena.hpp"
#include "threads/task_order.hpp"

namespace kvant {

/// Calls task(index, worker) once for each index below `tasks`, on the threads of the arena that the caller is in. No
/// two tasks of the same worker run at the same time; workers are numbered from 0 to below arena_size(). Which worker
/// runs which task is not fixed: for results that are always the same, tasks write to places of their own.
template <class Task>
void for_each_task(std::size_t tasks, const Task& task) {
  const std::size_t workers = arena_size();
  TaskOrder order(workers);
  // A few tasks at a time: enough portions to share out evenly, few enough that handing them out costs nothing.
  const std::size_t portion = std::max<std::size_t>(1, tasks / (8 * workers));
  share_out(tasks, portion, [&](std::size_t first, std::size_t last, std::size_t worker) {
    order.task_begins(worker);
    for (std::size_t index = first; index < last; ++index) task(index, worker);
    order.task_ends(worker);
  });
  order.joined();
}

}  // namespace kvant
