#include "cli/commands/commands.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "cli/commands/cloud.hpp"
#include "cli/commands/cluster.hpp"
#include "cli/commands/compare.hpp"
#include "cli/commands/elbow.hpp"
#include "cli/commands/info.hpp"
#include "cli/commands/palette.hpp"
#include "cli/commands/predict.hpp"
#include "cli/commands/report.hpp"
#include "cli/commands/studio.hpp"
#include "cli/options/values.hpp"
#include "cli/redraw/redraw_command.hpp"
#include "cli/tables/read_table.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

/// The command whose name is so near to `word` that it may have been meant, or none.
const Command* similar_command(const Commands& commands, std::string_view word) {
  const Command* similar = nullptr;
  std::size_t nearest = word.size() > 3 ? 3 : 2;  // two letters that changed places are two edits
  for (const Command& known : commands) {
    const std::size_t distance = edit_distance(word, known.name);
    if (!known.name.empty() && distance < nearest) {
      nearest = distance;
      similar = &known;
    }
  }
  return similar;
}

}  // namespace

Commands make_commands() {
  return {
      redraw_command(), elbow_command(), palette_command(), info_command(),    compare_command(),
      report_command(), cloud_command(), studio_command(),  cluster_command(), predict_command(),
  };
}

void refuse_mistyped_command(const Commands& commands, const std::string& first) {
  std::error_code problem;
  if (first == "-") return;
  if (std::filesystem::exists(first, problem)) {
    if (!is_named_as_table(first) || std::filesystem::is_directory(first, problem)) return;
    throw UsageError(fmt::format("{} is a table, which kvant cluster reads", in_quotes(first)));
  }
  const Command* similar = similar_command(commands, first);
  if (similar == nullptr) return;
  if (similar->name == first) {
    throw UsageError(
        fmt::format("there is no file {}; a command is the first word: kvant {} ...", in_quotes(first), similar->name));
  }
  throw UsageError(
      fmt::format("there is no file and no command {}; did you mean kvant {}?", in_quotes(first), similar->name));
}

}  // namespace kvant::cli
