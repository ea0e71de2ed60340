// Long work on a thread of its own, while the thread that called waits, without the GIL, and stays there for Python:
// it handles signals, so that Ctrl-C ends the work, and makes the calls that the work has for Python.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>

namespace kvant::python {

class CallingThread {
 public:
  /// Runs `work` on another thread and waits for it. With the GIL held. Throws what `work` throws, and what Python
  /// raised: an exception of a signal handler, like KeyboardInterrupt.
  void run(const std::function<void()>& work);

  /// From `work`: has the calling thread call `function`, with the GIL held, and waits for that. Throws kvant::Stopped
  /// if it threw; run() then throws that.
  void call(const std::function<void()>& function);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void()>* wanted_ = nullptr;  // to be called
  bool called_ = false;
  bool done_ = false;
  std::exception_ptr of_python_;
};

/// What work(calling_thread) returns.
template <class Work>
auto interruptible(const Work& work) {
  CallingThread calling_thread;
  decltype(work(calling_thread)) result;
  calling_thread.run([&] { result = work(calling_thread); });
  return result;
}

}  // namespace kvant::python
