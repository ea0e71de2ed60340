// A line of the terminal that tells how far work has come, while it is done.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace kvant::cli {

/// Draws itself on standard error ten times a second, from half a second after its start on, and leaves no trace.
/// Everything that goes to standard error meanwhile must go through print().
class ProgressLine {
 public:
  struct Text {
    double share = 0;         ///< of the work that is done, 0 to 1: the bar
    std::string before = {};  ///< the name
    std::string name = {};    ///< printable; shortened where the terminal is narrow
    std::string after = {};
  };
  using Describe = std::function<Text(std::chrono::duration<double> elapsed)>;

  /// `shown`: false for none at all. `describe` is called on a thread of its own, with the lock held.
  ProgressLine(bool shown, Describe describe);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine(ProgressLine&&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ProgressLine& operator=(ProgressLine&&) = delete;

  /// To be held while what `describe` reads is changed.
  [[nodiscard]] std::unique_lock<std::mutex> lock() { return std::unique_lock(mutex_); }

  /// Writes lines to standard error, with the bar out of the way.
  void print(std::string_view lines);

 private:
  void run();
  void draw();
  void clear();

  const Describe describe_;
  const bool colored_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
  bool drawn_ = false;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::thread thread_;
};

/// Standard error is a terminal that can move its cursor.
[[nodiscard]] bool can_show_progress();

}  // namespace kvant::cli
