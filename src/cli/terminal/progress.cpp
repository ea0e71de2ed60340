#include "cli/terminal/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "cli/terminal/streams.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 500ms;
constexpr auto kPeriod = 100ms;
constexpr std::size_t kBarWidth = 24;

std::string_view verb(Step step) {
  switch (step) {
    case Step::read:
      return "reading";
    case Step::quantize:
      return "finding colors";
    case Step::encode:
      return "compressing";
    case Step::write:
      return "writing";
  }
  return "";
}

bool has_value(const char* variable) {
  const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nobody sets any
  return value != nullptr && *value != '\0';
}

}  // namespace

bool can_show_progress() {
  const char* terminal = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe): nobody sets any
  return standard_error_is_terminal() && terminal != nullptr && std::string_view(terminal) != "dumb";
}

Progress::Progress(std::size_t pictures, bool shown) : pictures_(pictures), colored_(!has_value("NO_COLOR")) {
  if (shown) thread_ = std::thread(&Progress::run, this);
}

Progress::~Progress() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Progress::begin(std::string name) {
  const std::scoped_lock lock(mutex_);
  name_ = std::move(name);
  step_ = Step::read;
}

void Progress::enter(Step step) {
  const std::scoped_lock lock(mutex_);
  step_ = step;
}

void Progress::finish() {
  const std::scoped_lock lock(mutex_);
  ++finished_;
  step_ = Step::read;
}

void Progress::print(std::string_view lines) {
  const std::scoped_lock lock(mutex_);
  clear();
  write_standard_error(lines);
}

void Progress::run() {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, start_ + kPatience, [this] { return ended_; });
  while (!ended_) {
    draw();
    changed_.wait_for(lock, kPeriod, [this] { return ended_; });
  }
  clear();
}

void Progress::draw() {
  constexpr std::size_t steps = 4;
  const std::size_t done = finished_ * steps + static_cast<std::size_t>(step_);
  const std::size_t filled = std::min(kBarWidth, done * kBarWidth / (std::max<std::size_t>(pictures_, 1) * steps));
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  const std::string count = pictures_ > 1 ? fmt::format("{}/{} ", finished_, pictures_) : "";
  const std::string tail = fmt::format(": {}, {:.0f} s", verb(step_), elapsed.count());
  const std::size_t used = kBarWidth + 3 + columns(count) + columns(tail) + 1;
  const std::size_t width = terminal_width();
  const std::string name = shortened(name_, width > used ? width - used : 0);
  mark_temporary_line(true);
  write_standard_error(fmt::format("{}{}[{}{}]{} {}{}{}", kClearLine, colored_ ? "\033[36m" : "",
                                   std::string(filled, '='), std::string(kBarWidth - filled, ' '),
                                   colored_ ? "\033[0m" : "", count, name, tail));
  drawn_ = true;
}

void Progress::clear() {
  if (drawn_) write_standard_error(kClearLine);
  drawn_ = false;
  mark_temporary_line(false);
}

}  // namespace kvant::cli
