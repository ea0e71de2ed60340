#include <algorithm>
#include <string_view>

#include "cli/commands/cloud.hpp"
#include "cli/commands/compare.hpp"
#include "cli/commands/elbow.hpp"
#include "cli/commands/info.hpp"
#include "cli/commands/palette.hpp"
#include "cli/commands/report.hpp"
#include "cli/options/command.hpp"
#include "cli/redraw/redraw_command.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      redraw_command(),  elbow_command(),  palette_command(), info_command(),
      compare_command(), report_command(), cloud_command(),
  };
  return all;
}

const Command& selected_command(int count, const char* const* words) {
  const std::string_view first = count > 1 ? words[1] : "";
  const auto& all = commands();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Command& known) { return known.name == first; });
  return found != all.end() ? *found : all.front();
}

const Command* similar_command(std::string_view word) {
  const Command* similar = nullptr;
  std::size_t nearest = word.size() > 3 ? 3 : 2;  // two letters that changed places are two edits
  for (const Command& known : commands()) {
    const std::size_t distance = edit_distance(word, known.name);
    if (!known.name.empty() && distance < nearest) {
      nearest = distance;
      similar = &known;
    }
  }
  return similar;
}

}  // namespace kvant::cli
