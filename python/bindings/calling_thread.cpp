#include "calling_thread.hpp"

#include <nanobind/nanobind.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "threads/stop.hpp"

namespace kvant::python {
namespace {

namespace nb = nanobind;

constexpr std::chrono::milliseconds kBetweenSignals(50);

}  // namespace

void CallingThread::run(const std::function<void()>& work) {
  std::atomic<bool> asked_to_stop = false;
  std::exception_ptr of_work;
  {
    const nb::gil_scoped_release released;
    std::thread worker([&] {
      try {
        const StopScope scope(&asked_to_stop);
        work();
      } catch (...) {
        of_work = std::current_exception();
      }
      const std::lock_guard lock(mutex_);
      done_ = true;
      changed_.notify_all();
    });
    std::unique_lock lock(mutex_);
    while (!done_) {
      const bool told = changed_.wait_for(lock, kBetweenSignals, [&] { return done_ || wanted_ != nullptr; });
      if (done_) break;
      const std::function<void()>* const wanted = told ? wanted_ : nullptr;
      lock.unlock();
      try {
        const nb::gil_scoped_acquire acquired;
        if (!of_python_) {
          if (PyErr_CheckSignals() != 0) throw nb::python_error();
          if (wanted != nullptr) (*wanted)();
        }
      } catch (...) {
        of_python_ = std::current_exception();
        asked_to_stop = true;
      }
      lock.lock();
      if (wanted != nullptr) {
        wanted_ = nullptr;
        called_ = true;
        changed_.notify_all();
      }
    }
    lock.unlock();
    worker.join();
  }
  if (of_python_) std::rethrow_exception(of_python_);
  if (of_work) std::rethrow_exception(of_work);
}

void CallingThread::call(const std::function<void()>& function) {
  std::unique_lock lock(mutex_);
  called_ = false;
  wanted_ = &function;
  changed_.notify_all();
  changed_.wait(lock, [&] { return called_; });
  if (of_python_) throw Stopped();
}

}  // namespace kvant::python
