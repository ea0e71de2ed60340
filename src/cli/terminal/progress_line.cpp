#include "cli/terminal/progress_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "cli/terminal/streams.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 500ms;
constexpr auto kPeriod = 100ms;
constexpr std::size_t kBarWidth = 24;

bool has_value(const char* variable) {
  const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nobody sets any
  return value != nullptr && *value != '\0';
}

}  // namespace

bool can_show_progress() {
  const char* terminal = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe): nobody sets any
  return standard_error_is_terminal() && terminal != nullptr && std::string_view(terminal) != "dumb";
}

ProgressLine::ProgressLine(bool shown, Describe describe)
    : describe_(std::move(describe)), colored_(!has_value("NO_COLOR")) {
  if (shown) thread_ = std::thread(&ProgressLine::run, this);
}

ProgressLine::~ProgressLine() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void ProgressLine::print(std::string_view lines) {
  const std::scoped_lock lock(mutex_);
  clear();
  write_standard_error(lines);
}

void ProgressLine::run() {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, start_ + kPatience, [this] { return ended_; });
  while (!ended_) {
    draw();
    changed_.wait_for(lock, kPeriod, [this] { return ended_; });
  }
  clear();
}

void ProgressLine::draw() {
  const Text text = describe_(std::chrono::steady_clock::now() - start_);
  const std::size_t words = 3 + columns(text.before) + columns(text.after) + 1;
  const std::size_t width = terminal_width();
  // A line that goes on in the next row could not be cleared.
  const std::size_t bar = std::min<std::size_t>(kBarWidth, width > words ? width - words : 0);
  const auto filled = static_cast<std::size_t>(std::clamp(text.share, 0.0, 1.0) * static_cast<double>(bar));
  const std::size_t used = bar + words;
  const std::string name = shortened(text.name, width > used ? width - used : 0);
  mark_temporary_line(true);
  write_standard_error(fmt::format("{}{}[{}{}]{} {}{}{}", kClearLine, colored_ ? "\033[36m" : "",
                                   std::string(filled, '='), std::string(bar - filled, ' '), colored_ ? "\033[0m" : "",
                                   text.before, name, text.after));
  drawn_ = true;
}

void ProgressLine::clear() {
  if (drawn_) write_standard_error(kClearLine);
  drawn_ = false;
  mark_temporary_line(false);
}

}  // namespace kvant::cli
