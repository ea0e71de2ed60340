#include "cli/terminal/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kvant::cli {
namespace {

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

}  // namespace

Progress::Progress(std::size_t pictures, bool shown)
    : pictures_(pictures), line_(shown, [this](std::chrono::duration<double> elapsed) { return text(elapsed); }) {}

void Progress::begin(std::string name) {
  const auto lock = line_.lock();
  name_ = std::move(name);
  step_ = Step::read;
}

void Progress::enter(Step step) {
  const auto lock = line_.lock();
  step_ = step;
}

void Progress::finish() {
  const auto lock = line_.lock();
  ++finished_;
  step_ = Step::read;
}

ProgressLine::Text Progress::text(std::chrono::duration<double> elapsed) const {
  constexpr double steps = 4;
  const double done = static_cast<double>(finished_) + static_cast<double>(step_) / steps;
  return {.share = done / static_cast<double>(std::max<std::size_t>(pictures_, 1)),
          .before = pictures_ > 1 ? fmt::format("{}/{} ", finished_, pictures_) : "",
          .name = name_,
          .after = fmt::format(": {}, {:.0f} s", verb(step_), elapsed.count())};
}

}  // namespace kvant::cli
