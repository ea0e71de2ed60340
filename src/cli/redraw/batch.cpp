#include "cli/redraw/batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cli/options/values.hpp"
#include "cli/redraw/outcome_text.hpp"
#include "cli/redraw/output_path.hpp"
#include "cli/redraw/plan.hpp"
#include "cli/redraw/shared_palette.hpp"
#include "cli/terminal/failure.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/target.hpp"
#include "cli/terminal/text.hpp"
#include "threads/parallel.hpp"

namespace kvant::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWidestNames = 60;

/// Pictures of at most so many pixels are redrawn at the same time, a thread for each; larger ones alone, with all
/// threads. So memory stays within a small multiple of this, and cores are busy either way.
constexpr std::uint64_t kSmallPixels = 1U << 21U;
constexpr std::size_t kJobsPerThread = 4;

/// How a job ended.
using Attempt = std::variant<Outcome, Failure>;

/// `kvant photo.jpg 24` is an easy slip.
std::string hint(const Job& job, ErrorCode code) {
  const bool number = job.input.find_first_not_of("0123456789") == std::string::npos;
  return code == ErrorCode::not_found && number ? "; the number of colors is given as -k " + job.input : "";
}

Attempt attempt(const Job& job, const RedrawArguments& arguments, Progress& progress) {
  progress.begin(name_of_input(job.input));
  try {
    return redraw(job, arguments, progress);
  } catch (...) {
    Failure failure = current_failure();
    failure.message += hint(job, failure.code);
    return failure;
  }
}

/// Does a plan and says what came of it.
class Batch {
 public:
  Batch(const RedrawArguments& arguments, const Plan& plan)
      : arguments_(arguments),
        one_thread_each_(arguments),
        plan_(plan),
        single_(arguments.single()),
        threads_(Workers(arguments.quantize.threads).count()),
        progress_(plan.steps.size(), !arguments.telling.quiet && can_show_progress()) {
    one_thread_each_.inputs.read.threads = 1;
    one_thread_each_.quantize.threads = 1;
    one_thread_each_.encode.threads = 1;
    one_thread_each_.inputs.read.max_pixels = std::min(arguments.inputs.read.max_pixels, kSmallPixels);
    for (const auto& step : plan.steps) {
      if (const auto* job = std::get_if<Job>(&step); job != nullptr && !single_) {
        name_width_ = std::clamp(columns(names_of(*job)), name_width_, std::max(name_width_, kWidestNames));
      }
    }
  }

  int run() {
    if (arguments_.verbose) {
      for (const auto& [path, why] : plan_.left_out) {
        progress_.print(fmt::format("{}: left out, {}\n", printable(path), why));
      }
    }
    const std::size_t stride = threads_ > 1 && plan_.independent ? threads_ * kJobsPerThread : 1;
    for (std::size_t first = 0; first < plan_.steps.size(); first += stride) {
      run_group(first, std::min(stride, plan_.steps.size() - first));
    }
    return status_;
  }

 private:
  /// Does the steps from `first` on, and reports on them in their order.
  void run_group(std::size_t first, std::size_t count) {
    std::vector<std::optional<Attempt>> attempts(count);
    if (count > 1) {
      Workers(arguments_.quantize.threads).run(count, [&](std::size_t i, std::size_t /*worker*/) {
        if (const auto* job = std::get_if<Job>(&plan_.steps[first + i])) attempts[i] = attempt_if_small(*job);
      });
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (const auto* refusal = std::get_if<Refusal>(&plan_.steps[first + i])) {
        progress_.finish();
        report_error(refusal->input, refusal->code, refusal->message);
        continue;
      }
      const Job& job = std::get<Job>(plan_.steps[first + i]);
      if (!attempts[i]) {
        attempts[i] = attempt(job, arguments_, progress_);
        progress_.finish();
      }
      report(job, *attempts[i]);
      attempts[i].reset();
    }
  }

  /// None if the picture turned out to be large: the reader refuses it before it takes memory. What comes through a
  /// pipe could not be read again.
  std::optional<Attempt> attempt_if_small(const Job& job) {
    if (is_stream(job.input)) return std::nullopt;
    Attempt made = attempt(job, one_thread_each_, progress_);
    const auto* failure = std::get_if<Failure>(&made);
    if (failure != nullptr && failure->code == ErrorCode::limit) return std::nullopt;
    progress_.finish();
    return made;
  }

  void report(const Job& job, const Attempt& made) {
    if (const auto* failure = std::get_if<Failure>(&made)) {
      report_error(job.input, failure->code, failure->message);
      return;
    }
    const auto& outcome = std::get<Outcome>(made);
    Job done = job;
    done.output = outcome.output;
    if (!outcome.warning.empty() && !arguments_.telling.quiet) {
      progress_.print(fmt::format("kvant: {}: {}\n", name_of_input(job.input), printable(outcome.warning)));
    }
    if (!arguments_.telling.quiet) progress_.print(report_line(done, arguments_, outcome, name_width_));
    if (arguments_.verbose) progress_.print(verbose_lines(arguments_, outcome));
    if (arguments_.telling.json) print_json(json_of(done, arguments_, outcome, single_));
  }

  void report_error(const std::string& input, ErrorCode code, const std::string& message) {
    status_ = 1;
    progress_.print(failure_line(input, {code, message}));
    if (arguments_.telling.json) print_json(json_of_failure(input, {code, message}, single_));
  }

  /// Once standard output has failed, it is left alone; the pictures are still made.
  void print_json(const std::string& object) {
    if (!json_works_) return;
    try {
      write_standard_output(object + '\n');
    } catch (const Error& error) {
      json_works_ = false;
      status_ = 1;
      progress_.print(fmt::format("kvant: {}\n", error.what()));
    }
  }

  const RedrawArguments arguments_;
  RedrawArguments one_thread_each_;  ///< for small pictures that are redrawn at the same time
  const Plan& plan_;
  const bool single_;
  const std::size_t threads_;
  std::size_t name_width_ = 0;
  bool json_works_ = true;
  int status_ = 0;
  Progress progress_;
};

}  // namespace

int run_batch(const RedrawArguments& arguments) {
  refuse_terminal(arguments.inputs, arguments.output, "a picture");
  if (arguments.labels) {
    const std::string extension = fs::path(*arguments.labels).extension();
    if (extension != ".npy" && extension != ".png") {
      throw UsageError(fmt::format("--labels: {} must end in .npy or .png", in_quotes(*arguments.labels)));
    }
  }
  if (arguments.animate) (void)animation_format(*arguments.animate, arguments.quantize.colors);
  std::error_code problem;
  if (arguments.out_dir && fs::exists(*arguments.out_dir, problem) && !fs::is_directory(*arguments.out_dir, problem)) {
    throw UsageError(fmt::format("--out-dir: {} is no folder", in_quotes(*arguments.out_dir)));
  }
  const Plan plan = plan_jobs(arguments);
  if (plan.steps.empty() && !arguments.telling.quiet) {
    write_standard_error("kvant: no pictures in the folders given\n");
  }
  return Batch(arguments.shared_palette ? with_shared_palette(arguments, plan) : arguments, plan).run();
}

}  // namespace kvant::cli
