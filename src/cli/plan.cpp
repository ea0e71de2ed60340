#include "cli/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "cli/output_path.hpp"
#include "cli/text.hpp"
#include "cli/values.hpp"

namespace kvant::cli {
namespace {

namespace fs = std::filesystem;

/// Collects the jobs of one command line.
class Planner {
 public:
  explicit Planner(const Arguments& arguments) : arguments_(arguments), format_(output_format(arguments)) {}

  Plan plan() {
    for (const std::string& input : arguments_.inputs) add_input(input);
    plan_.independent = std::none_of(inputs_.begin(), inputs_.end(),
                                     [this](const fs::path& input) { return claimed_.contains(input); });
    // A name that is not known yet could be that of an input; only --force would replace it.
    if (arguments_.aim.any() && arguments_.force) plan_.independent = false;
    return std::move(plan_);
  }

 private:
  void add_input(const std::string& input) {
    std::error_code problem;
    if (input == "-" || !fs::is_directory(input, problem)) {
      add_file(input, "");
    } else if (arguments_.recursive) {
      add_folder(input, "");
    } else {
      refuse(input, ErrorCode::io, "is a folder; add --recursive to take the pictures in it");
    }
  }

  /// `below`: where in the mirrored tree the folder belongs.
  void add_folder(const fs::path& folder, const fs::path& below) {
    std::error_code problem;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator next(folder, problem); !problem && next != fs::directory_iterator();
         next.increment(problem)) {
      entries.push_back(*next);
    }
    if (problem) {
      refuse(folder.native(), ErrorCode::io, fmt::format("cannot read this folder: {}", problem.message()));
      return;
    }
    std::sort(entries.begin(), entries.end());
    for (const fs::directory_entry& entry : entries) {
      if (entry.is_directory(problem)) {
        // Links to folders could lead in circles, and the results are no input.
        if (!entry.is_symlink(problem) && !is_out_dir(entry.path())) {
          add_folder(entry.path(), below / entry.path().filename());
        }
      } else if (is_picture_name(entry.path()) && entry.is_regular_file(problem)) {
        add_file(entry.path().native(), below);
      } else {
        plan_.left_out.push_back(entry.path().native());
      }
    }
  }

  void add_file(const std::string& input, const fs::path& below) {
    Job job;
    job.input = input;
    job.format = format_;
    job.labels = arguments_.labels;
    job.animation = arguments_.animate;
    if (writes_to_standard_output(arguments_)) {
      job.to_standard_output = true;
    } else if (arguments_.output) {
      job.output = *arguments_.output;
    } else {
      job.named_by_colors = arguments_.aim.any();
      const fs::path name = redrawn_name(input, arguments_.quantize.colors, format_);
      job.make_folders = arguments_.out_dir.has_value();
      job.output = (job.make_folders ? *arguments_.out_dir / below : fs::path(input).parent_path()) / name;
    }
    if (!job.to_standard_output) claim(job.output, input);
    if (job.labels) claim(*job.labels, input);
    if (job.animation) claim(*job.animation, input);
    inputs_.push_back(canonical(input));
    plan_.steps.emplace_back(std::move(job));
  }

  /// Notes that `input` writes to `output`, and refuses a second that does.
  void claim(const fs::path& output, const std::string& input) {
    if (is_stream(output)) return;
    std::error_code problem;
    const auto [place, fresh] =
        claimed_.try_emplace(fs::weakly_canonical(fs::absolute(output, problem), problem), input);
    if (fresh) return;
    const std::string both = place->second == input
                                 ? fmt::format("{} would be written twice", in_quotes(output.native()))
                                 : fmt::format("{} and {} would both be written to {}", in_quotes(place->second),
                                               in_quotes(input), in_quotes(output.native()));
    throw UsageError(both + "; give them apart");
  }

  void refuse(const std::string& input, ErrorCode code, std::string message) {
    plan_.steps.emplace_back(Refusal{input, code, std::move(message)});
  }

  static fs::path canonical(const fs::path& path) {
    std::error_code problem;
    return fs::weakly_canonical(fs::absolute(path, problem), problem);
  }

  static bool is_picture_name(const fs::path& path) {
    const std::optional<Format> format = format_of_extension(path);
    return format && can_read(*format);
  }

  [[nodiscard]] bool is_out_dir(const fs::path& folder) const {
    std::error_code problem;
    return arguments_.out_dir && fs::equivalent(folder, *arguments_.out_dir, problem);
  }

  const Arguments& arguments_;
  const Format format_;
  Plan plan_;
  std::vector<fs::path> inputs_;
  std::map<fs::path, std::string> claimed_;  ///< outputs, and the input that each is for
};

}  // namespace

Plan plan_jobs(const Arguments& arguments) { return Planner(arguments).plan(); }

}  // namespace kvant::cli
