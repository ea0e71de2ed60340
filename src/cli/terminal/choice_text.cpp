#include "cli/terminal/choice_text.hpp"

#include <fmt/format.h>

namespace kvant::cli {

std::string reason_text(Reason reason) {
  switch (reason) {
    case Reason::few_points:
      return "there are no more";
    case Reason::clear_elbow:
      return "clear elbow";
    case Reason::enough_variance:
      return fmt::format("no clear elbow, fewest for {:.0f}% of the variance", 100 * kEnoughVariance);
    case Reason::end_of_range:
      break;
  }
  return "no clear elbow, the most that are tried";
}

std::string choice_text(const Choice& choice) { return fmt::format("{} ({})", choice.k, reason_text(choice.reason)); }

std::string_view reason_word(Reason reason) {
  switch (reason) {
    case Reason::few_points:
      return "few_colors";
    case Reason::clear_elbow:
      return "clear_elbow";
    case Reason::enough_variance:
      return "enough_variance";
    case Reason::end_of_range:
      break;
  }
  return "end_of_range";
}

}  // namespace kvant::cli
