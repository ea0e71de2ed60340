// The bar that a terminal shows while pictures are being redrawn.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace kvant::cli {

/// Steps of one picture's way, for the bar.
enum class Step { read, quantize, encode, write };

/// Draws itself on standard error twice a second or so, from half a second after its start on, and leaves no trace.
/// Everything that goes to standard error meanwhile must go through print().
class Progress {
 public:
  /// `shown`: false for none at all.
  Progress(std::size_t pictures, bool shown);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress(Progress&&) = delete;
  Progress& operator=(const Progress&) = delete;
  Progress& operator=(Progress&&) = delete;

  /// A picture is begun, by its printable name; of several at the same time the bar names the latest.
  void begin(std::string name);
  void enter(Step step);
  /// A picture is done.
  void finish();
  /// Writes lines to standard error, with the bar out of the way.
  void print(std::string_view lines);

 private:
  void run();
  void draw();
  void clear();

  const std::size_t pictures_;
  const bool colored_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
  bool drawn_ = false;
  std::size_t finished_ = 0;
  std::string name_;
  Step step_ = Step::read;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::thread thread_;
};

/// Standard error is a terminal that can move its cursor.
[[nodiscard]] bool can_show_progress();

}  // namespace kvant::cli
