#include "cli/redraw/outcome_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/redraw/resolve.hpp"
#include "cli/terminal/failure.hpp"
#include "cli/terminal/json.hpp"
#include "cli/terminal/text.hpp"
#include "image/picture_codec.hpp"
#include "kvant/palette.hpp"
#include "kvant/version.hpp"
#include "threads/parallel.hpp"

namespace kvant::cli {
namespace {

std::string seconds_text(double seconds) {
  return seconds < 9.995 ? fmt::format("{:.2f} s", seconds) : fmt::format("{:.1f} s", seconds);
}

/// How large the result is, of the original.
std::string percent_text(const Outcome& outcome) {
  const double percent = 100 * static_cast<double>(outcome.output_bytes) / static_cast<double>(outcome.input_bytes);
  if (percent < 0.1) return "(<0.1%)";
  return fmt::format("({:.{}f}%)", percent, percent < 0.95 ? 1 : 0);
}

/// What is worth a second look, after the figures.
std::string notes(const Job& job, const RedrawArguments& arguments, const Outcome& outcome) {
  std::string text;
  if (job.animation) {
    text += fmt::format("; {}: {}, {}", printable(*job.animation), counted(outcome.frames, "frame"),
                        size_text(outcome.animation_bytes));
  }
  if (outcome.skipped) {
    text += job.to_standard_output ? "; not smaller, so the original was passed through"
                                   : "; not smaller than the original, so not written";
  } else if (outcome.output_bytes > outcome.input_bytes) {
    text += "; larger than the original";
  }
  if (!picture_codec(job.format).exact && !arguments.all_colors && !outcome.skipped) {
    text += fmt::format("; {} does not keep colors exact, PNG does", format_name(job.format));
  }
  return text;
}

Json palette_json(const QuantizeResult& result, std::uint64_t pixels) {
  Json palette = Json::array();
  for (std::size_t i = 0; i < result.image.palette.size(); ++i) {
    const Color color = result.image.palette[i];
    const std::uint64_t count = result.pixel_counts[i];
    palette.push_back({{"hex", hex(color)},
                       {"r", color.r},
                       {"g", color.g},
                       {"b", color.b},
                       {"a", color.a},
                       {"pixels", count},
                       {"share", static_cast<double>(count) / static_cast<double>(pixels)}});
  }
  return palette;
}

Json worst_json(const std::optional<WorstColor>& worst) {
  if (!worst) return nullptr;
  return {{"x", worst->x},           {"y", worst->y},
          {"pixels", worst->pixels}, {"from", hex(worst->from)},
          {"to", hex(worst->to)},    {"delta_e", worst->delta_e}};
}

}  // namespace

std::string names_of(const Job& job) {
  const std::string output = job.to_standard_output ? "standard output" : printable(job.output.native());
  return fmt::format("{} -> {}", name_of_input(job.input), output);
}

std::string report_line(const Job& job, const RedrawArguments& arguments, const Outcome& outcome,
                        std::size_t name_width) {
  const bool aligned = name_width > 0;
  const auto padded = [aligned](std::string_view text, std::size_t width) {
    const std::size_t wide = columns(text);
    return std::string(aligned && width > wide ? width - wide : 0, ' ') + std::string(text);
  };
  const QuantizeResult& result = outcome.result;
  std::string names = names_of(job) + ':';
  if (columns(names) < name_width + 1) names.append(name_width + 1 - columns(names), ' ');
  std::string line = fmt::format("{} {} {}, ", names, padded(fmt::format("{}x{}", outcome.width, outcome.height), 9),
                                 padded(fmt::format("({} px)", grouped(outcome.pixels())), 15));
  const std::string why = outcome.chosen ? fmt::format(" ({})", outcome.chosen->why) : "";
  if (outcome.unchanged()) {
    line += fmt::format("{} {}", padded(grouped(result.distinct_colors), 9),
                        result.distinct_colors == 1 ? "color kept as it is" : "colors kept as they are");
    const std::uint32_t allowed = arguments.quantize.colors;
    const bool fewer = !outcome.chosen && !arguments.all_colors && result.distinct_colors < allowed;
    if (fewer) line += fmt::format(" ({} allowed)", grouped(allowed));
    line += why;
  } else {
    const std::string became = arguments.all_colors ? fmt::format(", quality {}", arguments.encode.quality)
                                                    : fmt::format(" -> {}{}", grouped(outcome.colors_drawn()), why);
    line += fmt::format("{} {}{}, PSNR {} dB, mean dE {}", padded(grouped(result.distinct_colors), 9),
                        result.distinct_colors == 1 ? "color" : "colors", became,
                        padded(fmt::format("{:.1f}", result.psnr), 4),
                        padded(fmt::format("{:.2f}", result.mean_delta_e), 5));
  }
  line += fmt::format(", {} -> {} {}, {}{}\n", padded(size_text(outcome.input_bytes), 7),
                      padded(size_text(outcome.output_bytes), 7), padded(percent_text(outcome), 6),
                      seconds_text(outcome.timings.total), notes(job, arguments, outcome));
  return line;
}

std::string verbose_lines(const RedrawArguments& arguments, const Outcome& outcome) {
  const QuantizeOptions& options = arguments.quantize;
  const QuantizeResult& result = outcome.result;
  if (arguments.all_colors) {
    return fmt::format("  {}\n  read {:.3f} s, encode {:.3f} s, weigh {:.3f} s, write {:.3f} s; {}\n",
                       format_name(outcome.input_format), outcome.timings.read, outcome.timings.encode,
                       outcome.timings.weigh, outcome.timings.write, simd_target());
  }
  const std::size_t threads = Workers(options.threads).count();
  std::string lines = fmt::format(
      "  {}, {} space, start {}, effort {}, seed {}: {} ({}), inertia {:.6g} per pixel\n"
      "  read {:.3f} s, histogram {:.3f} s, fit {:.3f} s, map {:.3f} s, encode {:.3f} s, write {:.3f} s; "
      "{}, {}\n",
      format_name(outcome.input_format), space_name(options.space), start_word(options), options.effort, options.seed,
      counted(result.iterations.size(), "iteration"), result.converged ? "converged" : "stopped by --max-iter",
      result.inertia, outcome.timings.read, result.timings.histogram, result.timings.fit, result.timings.map,
      outcome.timings.encode, outcome.timings.write, counted(threads, "thread"), simd_target());
  if (result.worst) {
    lines += fmt::format("  worst hit: {} became {}, dE {:.1f}, in {}, first at {},{}\n", hex(result.worst->from),
                         hex(result.worst->to), result.worst->delta_e, counted(result.worst->pixels, "pixel"),
                         result.worst->x, result.worst->y);
  }
  return lines;
}

std::string json_of(const Job& job, const RedrawArguments& arguments, const Outcome& outcome, bool pretty) {
  const QuantizeOptions& options = arguments.quantize;
  const QuantizeResult& result = outcome.result;
  Json object = {
      {"input", job.input},
      {"output", job.output.native()},
      {"input_format", picture_codec(outcome.input_format).word},
      {"output_format", picture_codec(job.format).word},
      {"input_bytes", outcome.input_bytes},
      {"output_bytes", outcome.output_bytes},
      {"written", !outcome.skipped},
      {"width", outcome.width},
      {"height", outcome.height},
      {"pixels", outcome.pixels()},
      {"distinct_colors", result.distinct_colors},
  };
  Json seconds = {{"read", outcome.timings.read}};
  if (!arguments.all_colors) {
    object.update({{"colors_asked", outcome.chosen ? outcome.chosen->colors : options.colors},
                   {"colors", outcome.colors_drawn()}});
  }
  object.update({{"unchanged", outcome.unchanged()},
                 {"mse", result.mse},
                 {"psnr", number_or_null(result.psnr)},
                 {"mean_delta_e", result.mean_delta_e}});
  if (arguments.all_colors) {
    object["quality"] = arguments.encode.quality;
  } else {
    object.update({{"worst", worst_json(result.worst)},
                   {"space", space_name(options.space)},
                   {"start", start_word(options)},
                   {"effort", options.effort},
                   {"seed", options.seed},
                   {"inertia", result.inertia},
                   {"iterations", result.iterations.size()},
                   {"converged", result.converged},
                   {"palette", palette_json(result, outcome.pixels())}});
    seconds.update({{"histogram", result.timings.histogram}, {"fit", result.timings.fit}, {"map", result.timings.map}});
  }
  seconds["encode"] = outcome.timings.encode;
  if (arguments.all_colors) seconds["weigh"] = outcome.timings.weigh;
  seconds.update({{"write", outcome.timings.write}, {"total", outcome.timings.total}});
  object["seconds"] = std::move(seconds);
  if (outcome.chosen) object["chosen"] = {{"by", outcome.chosen->by}, {"why", outcome.chosen->why}};
  if (job.labels) object["labels"] = *job.labels;
  if (job.animation) {
    object["animation"] = {{"output", *job.animation}, {"frames", outcome.frames}, {"bytes", outcome.animation_bytes}};
  }
  if (!outcome.warning.empty()) object["warning"] = outcome.warning;
  return dump(object, pretty);
}

}  // namespace kvant::cli
