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

/// While it lives, Workers that are made on its thread throw Stopped instead of beginning a task, once `asked` is true.
class StopScope {
 public:
  explicit StopScope(const std::atomic<bool>& asked) : outer_(current()) { current() = &asked; }
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

}  // namespace kvant
