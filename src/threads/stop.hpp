// Ending work early, from another thread.
#pragma once

#include <atomic>
#include <exception>

namespace kvant {

/// Thrown out of work that was asked to stop.
class Stopped : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "stopped"; }
};

/// Once `asked` is true, work within the scope throws Stopped: Workers that are made there, and theirs, instead of
/// beginning a task, and whatever calls throw_if_stopped().
class StopScope {
 public:
  /// Null: nobody asks.
  explicit StopScope(const std::atomic<bool>* asked) : outer_(current()) { current() = asked; }
  StopScope(const StopScope&) = delete;
  StopScope& operator=(const StopScope&) = delete;
  ~StopScope() { current() = outer_; }

  /// What the innermost scope of this thread asks; null: none.
  static const std::atomic<bool>*& current() {
    thread_local const std::atomic<bool>* asked = nullptr;
    return asked;
  }

 private:
  const std::atomic<bool>* outer_;
};

/// For work that is long without having tasks.
inline void throw_if_stopped() {
  const std::atomic<bool>* const asked = StopScope::current();
  if (asked != nullptr && asked->load(std::memory_order_relaxed)) throw Stopped();
}

}  // namespace kvant
