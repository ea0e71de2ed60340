#include "cli/redraw/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string_view>

#include "cli/options/values.hpp"
#include "cli/redraw/output_path.hpp"
#include "cli/terminal/target.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

namespace fs = std::filesystem;

bool is_picture_name(const fs::path& path) {
  const std::optional<Format> format = format_of_extension(path);
  return format && can_read(*format);
}

/// Folders of version control, thumbnails, and the "._photo.jpg" that macOS puts beside photo.jpg on other disks.
bool is_hidden(const fs::path& path) { return path.filename().native().starts_with('.'); }

/// Tells what kvant wrote beside the pictures of a folder.
class EarlierResults {
 public:
  explicit EarlierResults(const std::vector<fs::directory_entry>& entries) {
    for (const fs::directory_entry& entry : entries) {
      if (is_picture_name(entry.path()) && !is_hidden(entry.path())) stems_.insert(entry.path().stem());
    }
  }

  [[nodiscard]] bool contains(const fs::path& path) const {
    const std::optional<fs::path> stem = stem_before_redrawing(path);
    return stem && stems_.contains(*stem);
  }

 private:
  std::set<fs::path> stems_;
};

/// Collects the jobs of one command line.
class Planner {
 public:
  explicit Planner(const RedrawArguments& arguments) : arguments_(arguments), format_(output_format(arguments)) {}

  Plan plan() {
    for (const std::string& input : arguments_.inputs.names) add_input(input);
    refuse_shared_targets();
    plan_.independent = std::none_of(inputs_.begin(), inputs_.end(),
                                     [this](const fs::path& input) { return claimed_.contains(input); });
    // A name that is not known yet could be that of an input; only --force would replace it.
    if (arguments_.aim.any() && arguments_.output.force) plan_.independent = false;
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
    const EarlierResults earlier(entries);
    for (const fs::directory_entry& entry : entries) {
      if (is_hidden(entry.path())) {
        plan_.left_out.push_back({entry.path().native(), "hidden"});
      } else if (entry.is_directory(problem)) {
        // Links to folders could lead in circles, and the results are no input.
        if (!entry.is_symlink(problem) && !is_out_dir(entry.path())) {
          add_folder(entry.path(), below / entry.path().filename());
        }
      } else if (is_picture_name(entry.path()) && entry.is_regular_file(problem)) {
        if (earlier.contains(entry.path())) {
          plan_.left_out.push_back({entry.path().native(), "an earlier result of kvant"});
        } else {
          add_file(entry.path().native(), below);
        }
      } else {
        plan_.left_out.push_back({entry.path().native(), "not named as a picture"});
      }
    }
  }

  void add_file(const std::string& input, const fs::path& below) {
    if (arguments_.shared_palette && is_stream(input)) {
      refuse(input, ErrorCode::io, "is a pipe or device, which --shared-palette cannot read twice; save it to a file");
      return;
    }
    Job job;
    job.input = input;
    job.format = format_;
    job.labels = arguments_.labels;
    job.animation = arguments_.animate;
    if (writes_to_standard_output(arguments_.inputs, arguments_.output)) {
      job.to_standard_output = true;
    } else if (arguments_.output.name) {
      job.output = *arguments_.output.name;
    } else {
      job.named_by_colors = arguments_.aim.any();
      const fs::path name = redrawn_name(input, arguments_.quantize.colors, format_, arguments_);
      job.make_folders = arguments_.out_dir.has_value();
      job.output = (job.make_folders ? *arguments_.out_dir / below : fs::path(input).parent_path()) / name;
    }
    if (!job.to_standard_output) claim(job.output);
    if (job.labels) claim(*job.labels);
    if (job.animation) claim(*job.animation);
    inputs_.push_back(canonical(input));
    plan_.steps.emplace_back(std::move(job));
  }

  /// Notes that the next step writes to `output`. One job cannot write two things to one file.
  void claim(const fs::path& output) {
    if (is_stream(output)) return;
    std::vector<std::size_t>& steps = claimed_[canonical(output)];
    if (!steps.empty() && steps.back() == plan_.steps.size()) {
      throw UsageError(fmt::format("{} would be written twice; give them apart", in_quotes(output.native())));
    }
    steps.push_back(plan_.steps.size());
  }

  /// None of several pictures has more right to a file than the others; the same picture again just is redrawn once.
  void refuse_shared_targets() {
    for (const auto& [target, steps] : claimed_) {
      if (steps.size() < 2) continue;
      const Job first = std::get<Job>(plan_.steps[steps.front()]);
      const auto input_of = [this](std::size_t step) { return canonical(std::get<Job>(plan_.steps[step]).input); };
      const auto other = std::find_if(steps.begin() + 1, steps.end(),
                                      [&](std::size_t step) { return input_of(step) != canonical(first.input); });
      const std::string output = in_quotes(first.output.native());
      if (other == steps.end()) {
        for (std::size_t i = 1; i < steps.size(); ++i) {
          refuse(steps[i], fmt::format("is given twice, and {} is written once", output));
        }
        continue;
      }
      const std::string second = std::get<Job>(plan_.steps[*other]).input;
      for (const std::size_t step : steps) {
        const bool like_first = input_of(step) == canonical(first.input);
        refuse(step, fmt::format("{} would be written to {} too; {}", in_quotes(like_first ? second : first.input),
                                 output, advice(first.input, second)));
      }
    }
  }

  [[nodiscard]] std::string_view advice(const fs::path& one, const fs::path& other) const {
    const bool extension_tells = one.filename() != other.filename() && !arguments_.keep_extension;
    return extension_tells ? "add --keep-extension to tell them apart" : "redraw them one by one";
  }

  void refuse(std::size_t step, std::string message) {
    plan_.steps[step] = Refusal{std::get<Job>(plan_.steps[step]).input, ErrorCode::exists, std::move(message)};
  }

  void refuse(const std::string& input, ErrorCode code, std::string message) {
    plan_.steps.emplace_back(Refusal{input, code, std::move(message)});
  }

  static fs::path canonical(const fs::path& path) {
    std::error_code problem;
    return fs::weakly_canonical(fs::absolute(path, problem), problem);
  }

  [[nodiscard]] bool is_out_dir(const fs::path& folder) const {
    std::error_code problem;
    return arguments_.out_dir && fs::equivalent(folder, *arguments_.out_dir, problem);
  }

  const RedrawArguments& arguments_;
  const Format format_;
  Plan plan_;
  std::vector<fs::path> inputs_;
  std::map<fs::path, std::vector<std::size_t>> claimed_;  ///< outputs, and the steps that write them
};

}  // namespace

Plan plan_jobs(const RedrawArguments& arguments) { return Planner(arguments).plan(); }

}  // namespace kvant::cli
