#include "cli/colors_aim.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "cli/color_curve.hpp"
#include "cli/elbow.hpp"
#include "cli/options.hpp"
#include "cli/text.hpp"
#include "cli/values.hpp"
#include "kvant/error.hpp"
#include "threads/parallel.hpp"

namespace kvant::cli {
namespace {

/// By how much a figure may go up and down from one number of colors to the next, where fits end in other optima. The
/// unit of slack.
constexpr double unsteady_db = 0.3;
constexpr double unsteady_delta = 0.08;  ///< of the aim
constexpr double unsteady_size = 0.08;   ///< of the aim

/// The first of `count` places that reaches the aim. `slack` is 0 or more where it is reached, and grows from place to
/// place but for steps back of less than 1: so below the first place that bisection finds, all are tried that miss the
/// aim by less. None if the last misses it.
std::optional<std::uint32_t> first_that_reaches(std::uint32_t count,
                                                const std::function<double(std::uint32_t)>& slack) {
  std::map<std::uint32_t, double> known;
  const auto slack_at = [&](std::uint32_t place) {
    const auto found = known.find(place);
    return found != known.end() ? found->second : known[place] = slack(place);
  };
  if (slack_at(count - 1) < 0) return std::nullopt;
  std::uint32_t first = count - 1;
  for (std::uint32_t low = 0; low < first;) {
    const std::uint32_t middle = low + (first - low) / 2;
    if (slack_at(middle) < 0) {
      low = middle + 1;
    } else {
      first = middle;
    }
  }
  for (std::uint32_t place = first; place-- > 0 && slack_at(place) > -1;) {
    if (slack_at(place) >= 0) first = place;
  }
  return first;
}

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

/// Redraws a picture with one number of colors after another, for one aim.
class AimedSearch {
 public:
  AimedSearch(const Image& image, Format format, const Arguments& arguments)
      : image_(image), format_(format), arguments_(arguments) {}

  AimedRedrawing by_curve() {
    const ElbowArguments range;
    const ColorCurve colors = color_curve(image_, arguments_.quantize, range.from, range.to, false);
    const Choice choice = choose_k(colors.curve);
    best_.chosen.colors = std::max(choice.k, least());
    best_.result = draw(best_.chosen.colors);
    return chosen("auto", least() > choice.k ? "auto: as many as are pinned" : "auto: " + reason_text(choice.reason));
  }

  AimedRedrawing by_psnr(double aim) {
    const auto found = first_that_reaches(tries(), [&](std::uint32_t place) {
      return keep_if_reached(least() + place, [&](const QuantizeResult& drawn) {
        reached_ = drawn.psnr;
        return (drawn.psnr - aim) / unsteady_db;
      });
    });
    if (!found) refuse(fmt::format("a PSNR of {:.4g} dB, not {:.4g} dB", reached_, aim));
    return chosen("psnr", fmt::format("fewest for PSNR {:.4g} dB", aim));
  }

  AimedRedrawing by_max_delta(double aim) {
    const auto found = first_that_reaches(tries(), [&](std::uint32_t place) {
      return keep_if_reached(least() + place, [&](const QuantizeResult& drawn) {
        reached_ = drawn.mean_delta_e;
        return (aim - drawn.mean_delta_e) / (unsteady_delta * std::max(aim, 1e-3));
      });
    });
    if (!found) refuse(fmt::format("a mean dE of {:.4g}, not {:.4g}", reached_, aim));
    return chosen("max_delta", fmt::format("fewest for mean dE {:.4g}", aim));
  }

  AimedRedrawing by_target_size(std::uint64_t aim) {
    const auto found = first_that_reaches(tries(), [&](std::uint32_t place) {
      return keep_if_reached(most() - place, [&](const QuantizeResult& drawn) {
        encoded_ = encode(drawn);
        const auto bytes = static_cast<double>(encoded_.size());
        reached_ = bytes;
        return (static_cast<double>(aim) - bytes) / (unsteady_size * static_cast<double>(aim));
      });
    });
    if (!found) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("even {} color{} take{} {} bytes, more than the {} of --target-size", least(),
                              least() == 1 ? "" : "s", least() == 1 ? "s" : "",
                              grouped(static_cast<std::uint64_t>(reached_)), grouped(aim)));
    }
    return chosen("target_size", fmt::format("most within {}", size_text(aim)));
  }

 private:
  AimedRedrawing chosen(std::string_view by, std::string why) {
    best_.chosen.by = by;
    best_.chosen.why = std::move(why);
    return std::move(best_);
  }

  [[nodiscard]] std::uint32_t most() const { return arguments_.quantize.colors; }

  /// Pins need places, and what is transparent one of its own.
  [[nodiscard]] std::uint32_t least() const {
    const auto pins = static_cast<std::uint32_t>(arguments_.quantize.pins.size());
    return pins == 0 ? 1 : std::min(pins + (image_.channels == 4 ? 1 : 0), most());
  }

  [[nodiscard]] std::uint32_t tries() const { return most() - least() + 1; }

  [[nodiscard]] QuantizeResult draw(std::uint32_t colors) const {
    QuantizeOptions options = arguments_.quantize;
    options.colors = colors;
    return quantize(image_, options);
  }

  [[nodiscard]] std::vector<std::uint8_t> encode(const QuantizeResult& drawn) const {
    return Workers(arguments_.quantize.threads).with_threads([&] {
      return encode_image(drawn.image, format_, arguments_.encode);
    });
  }

  /// The slack of so many colors. What is reached later is reached with a better number of colors.
  double keep_if_reached(std::uint32_t colors, const std::function<double(const QuantizeResult&)>& slack_of) {
    QuantizeResult drawn = draw(colors);
    const double slack = slack_of(drawn);
    if (slack >= 0) {
      best_.result = std::move(drawn);
      best_.encoded = std::move(encoded_);
      // A picture may have fewer colors than it is allowed.
      best_.chosen.colors = std::min(colors, static_cast<std::uint32_t>(best_.result.image.palette.size()));
    }
    return slack;
  }

  [[noreturn]] void refuse(const std::string& reached) const {
    const std::uint32_t colors = most();
    throw Error(ErrorCode::invalid_argument, fmt::format("{} color{} only reach{} {}{}", grouped(colors),
                                                         colors == 1 ? "" : "s", colors == 1 ? "es" : "", reached,
                                                         format_ == Format::gif ? "" : "; a higher -k allows more"));
  }

  const Image& image_;
  Format format_;
  const Arguments& arguments_;
  AimedRedrawing best_;
  std::vector<std::uint8_t> encoded_;
  double reached_ = 0;  ///< the figure of the latest try
};

}  // namespace

AimedRedrawing redraw_by_aim(const Image& image, Format format, const Arguments& arguments) {
  AimedSearch search(image, format, arguments);
  const ColorsAim& aim = arguments.aim;
  if (aim.psnr) return search.by_psnr(*aim.psnr);
  if (aim.max_delta) return search.by_max_delta(*aim.max_delta);
  if (aim.target_size) return search.by_target_size(*aim.target_size);
  return search.by_curve();
}

void allow_colors_for_aim(Arguments& arguments) {
  if (!arguments.aim.any() || arguments.colors_given) return;
  arguments.quantize.colors = arguments.aim.automatic ? ElbowArguments{}.to : most_colors_for_aim;
}

void check_aim(const Arguments& arguments) {
  const ColorsAim& aim = arguments.aim;
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
