#include "cli/redraw/colors_aim.hpp"

#include <fmt/format.h>

#include "cli/options/options.hpp"
#include "cli/options/values.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
namespace {

std::string reason_text(Reason reason) {
  switch (reason) {
    case Reason::few_points:
      return "there are no more";
    case Reason::clear_elbow:
      return "clear elbow";
    case Reason::enough_variance:
      return fmt::format("no clear elbow, fewest for {:.0f}% of the variance", 100 * enough_variance);
    case Reason::end_of_range:
      break;
  }
  return "no clear elbow, the most that are tried";
}

}  // namespace

void allow_colors_for_aim(Arguments& arguments) {
  if (!arguments.aim.any() || arguments.colors_given) return;
  arguments.quantize.colors = arguments.aim.automatic ? ColorCurveOptions{}.to : most_colors_for_aim;
}

ChosenColors chosen_colors(const Aim& aim, const AimedResult& reached) {
  if (aim.psnr) return {reached.colors, "psnr", fmt::format("fewest for PSNR {:.4g} dB", *aim.psnr)};
  if (aim.max_delta) return {reached.colors, "max_delta", fmt::format("fewest for mean dE {:.4g}", *aim.max_delta)};
  if (aim.target_size)
    return {reached.colors, "target_size", fmt::format("most within {}", size_text(*aim.target_size))};
  const bool pinned = reached.colors > reached.choice->k;
  return {reached.colors, "auto",
          pinned ? "auto: as many as are pinned" : "auto: " + reason_text(reached.choice->reason)};
}

void check_aim(const Arguments& arguments) {
  const Aim& aim = arguments.aim;
  if (!aim.any()) return;
  const int aims = int{aim.automatic} + int{aim.psnr.has_value()} + int{aim.max_delta.has_value()} +
                   int{aim.target_size.has_value()};
  if (aims > 1) throw UsageError("-k auto, --psnr, --max-delta and --target-size exclude each other");
  const QuantizeOptions& options = arguments.quantize;
  if (!options.palette.empty() || !options.recolor.empty() || options.init == Init::given) {
    throw UsageError(
        "a given palette has its number of colors; leave out -k auto, --psnr, --max-delta or --target-size");
  }
}

std::string choice_text(const Choice& choice) { return fmt::format("{} ({})", choice.k, reason_text(choice.reason)); }

std::string reason_word(Reason reason) {
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
