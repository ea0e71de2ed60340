#include "cli/redraw/chosen_colors.hpp"

#include <fmt/format.h>

#include "cli/terminal/choice_text.hpp"
#include "cli/terminal/text.hpp"

namespace kvant::cli {
ChosenColors chosen_colors(const Aim& aim, const AimedResult& reached) {
  if (aim.psnr) return {reached.colors, "psnr", fmt::format("fewest for PSNR {:.4g} dB", *aim.psnr)};
  if (aim.max_delta) return {reached.colors, "max_delta", fmt::format("fewest for mean dE {:.4g}", *aim.max_delta)};
  if (aim.target_size)
    return {reached.colors, "target_size", fmt::format("most within {}", size_text(*aim.target_size))};
  const bool pinned = reached.colors > reached.choice->k;
  return {reached.colors, "auto",
          pinned ? "auto: as many as are pinned" : "auto: " + reason_text(reached.choice->reason)};
}

}  // namespace kvant::cli
