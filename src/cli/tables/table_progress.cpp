#include "cli/tables/table_progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace kvant::cli {
namespace {

constexpr double kMinute = 60;
constexpr double kHour = 60 * kMinute;

/// Rounded up: it is said to be the most.
std::string time_text(double seconds) {
  if (seconds > 99 * kMinute) return fmt::format("{:.0f} h", std::ceil(seconds / kHour));
  if (seconds > 99) return fmt::format("{:.0f} min", std::ceil(seconds / kMinute));
  return fmt::format("{:.0f} s", std::ceil(seconds));
}

}  // namespace

TableProgress::TableProgress(std::string name, bool shown)
    : name_(std::move(name)), line_(shown, [this](std::chrono::duration<double> elapsed) { return text(elapsed); }) {}

void TableProgress::begin(std::string_view step) {
  const auto lock = line_.lock();
  step_ = step;
  most_iterations_ = 0;
  pass_ = 0;
}

void TableProgress::begin_iterations(std::uint64_t done, std::uint64_t most) {
  const auto lock = line_.lock();
  iterations_ = done;
  most_iterations_ = most;
  pass_ = 0;
  begun_ = latest_ = std::chrono::steady_clock::now();
  share_at_begin_ = static_cast<double>(done) / static_cast<double>(most);
}

void TableProgress::iterated() {
  const auto lock = line_.lock();
  ++iterations_;
  pass_ = 0;
  latest_ = std::chrono::steady_clock::now();
}

void TableProgress::passed(std::uint64_t rows, std::uint64_t of_rows) {
  const auto lock = line_.lock();
  pass_ = static_cast<double>(rows) / static_cast<double>(of_rows);
  latest_ = std::chrono::steady_clock::now();
}

ProgressLine::Text TableProgress::text(std::chrono::duration<double> elapsed) const {
  ProgressLine::Text text{.share = pass_, .before = {}, .name = name_, .after = {}};
  if (most_iterations_ == 0) {
    text.after = fmt::format(": {}, {:.0f} s", step_, elapsed.count());
    return text;
  }
  text.share = std::min(1.0, (static_cast<double>(iterations_) + pass_) / static_cast<double>(most_iterations_));
  text.after = fmt::format(": iteration {}/{}", std::min(iterations_ + 1, most_iterations_), most_iterations_);
  const double done = text.share - share_at_begin_;
  if (done > 0) {
    // It ends when centers come to rest, mostly long before.
    const std::chrono::duration<double> measured = latest_ - begun_;
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - latest_;
    const double left = measured.count() / done * (1 - text.share) - since.count();
    text.after += fmt::format(", at most {} left", time_text(std::max(0.0, left)));
  }
  return text;
}

}  // namespace kvant::cli
