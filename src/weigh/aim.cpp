#include "kvant/aim.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <map>
#include <string>

#include "color/check_options.hpp"
#include "image/picture_codec.hpp"
#include "kvant/error.hpp"
#include "weigh/size_search.hpp"

namespace kvant {
namespace {

/// By how much a figure may go up and down from one number of colors to the next, where fits end in other optima. The
/// unit of slack.
constexpr double kUnsteadyDb = 0.3;
constexpr double kUnsteadyDelta = 0.08;  ///< of the aim
constexpr double kUnsteadySize = 0.08;   ///< of the aim

constexpr int kSampleEffort = 4;  ///< at which the sizes of samples are compared

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

std::string text_of(double number) {
  std::array<char, 32> text{};
  char* const end = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::general, 4).ptr;
  return {text.data(), end};
}

std::string colors_text(std::uint32_t colors) { return std::to_string(colors) + (colors == 1 ? " color" : " colors"); }

/// Redraws a picture with one number of colors after another, for one aim.
class AimedSearch {
 public:
  AimedSearch(const Image& image, const QuantizeOptions& options, Format format, const EncodeOptions& encode)
      : image_(image), options_(options), format_(format), encode_(encode) {}

  AimedResult by_curve() {
    const ColorCurve colors = color_curve(image_, options_, {.to = most(), .judged = false});
    best_.choice = choose_k(colors.curve);
    best_.colors = std::max(best_.choice->k, least());
    best_.result = draw(image_, best_.colors);
    return std::move(best_);
  }

  AimedResult by_psnr(double aim) {
    const auto found = first_that_reaches(tries(), [&](std::uint32_t place) {
      return keep_if_reached(least() + place, [&](const QuantizeResult& drawn) {
        reached_ = drawn.psnr;
        return (drawn.psnr - aim) / kUnsteadyDb;
      });
    });
    if (!found) refuse("a PSNR of " + text_of(reached_) + " dB, not " + text_of(aim) + " dB");
    return std::move(best_);
  }

  AimedResult by_max_delta(double aim) {
    const auto found = first_that_reaches(tries(), [&](std::uint32_t place) {
      return keep_if_reached(least() + place, [&](const QuantizeResult& drawn) {
        reached_ = drawn.mean_delta_e;
        return (aim - drawn.mean_delta_e) / (kUnsteadyDelta * std::max(aim, 1e-3));
      });
    });
    if (!found) refuse("a mean dE of " + text_of(reached_) + ", not " + text_of(aim));
    return std::move(best_);
  }

  AimedResult by_target_size(std::uint64_t aim) {
    const Image sample = sample_of(image_);
    const bool found = sample.pixels() < image_.pixels() ? find_by_sample(sample, aim) : find_by_size(aim);
    if (!found) {
      throw Error(ErrorCode::invalid_argument, "even " + colors_text(least()) + (least() == 1 ? " takes " : " take ") +
                                                   std::to_string(encoded_.size()) + " bytes, more than the " +
                                                   std::to_string(aim) + " aimed at");
    }
    return std::move(best_);
  }

 private:
  [[nodiscard]] std::uint32_t most() const { return options_.colors; }

  /// Pins need places, and what is transparent one of its own.
  [[nodiscard]] std::uint32_t least() const {
    const auto pins = static_cast<std::uint32_t>(options_.pins.size());
    return pins == 0 ? 1 : std::min(pins + (image_.channels == 4 ? 1 : 0), most());
  }

  [[nodiscard]] std::uint32_t tries() const { return most() - least() + 1; }

  /// For small pictures: every number of colors may be tried.
  bool find_by_size(std::uint64_t aim) {
    const auto slack = [&](std::uint32_t place) {
      return keep_if_reached(most() - place, [&](const QuantizeResult& drawn) {
        encoded_ = encode_image(drawn.image, format_, encode_);
        const auto bytes = static_cast<double>(encoded_.size());
        return (static_cast<double>(aim) - bytes) / (kUnsteadySize * static_cast<double>(aim));
      });
    };
    return first_that_reaches(tries(), slack).has_value();
  }

  bool find_by_sample(const Image& sample, std::uint64_t aim) {
    EncodeOptions quickly = encode_;
    quickly.effort = std::min(quickly.effort, kSampleEffort);
    const double scale = static_cast<double>(image_.pixels()) / static_cast<double>(sample.pixels());
    SizeSearch search{.least = least(), .most = most(), .aim = aim, .foretell = {}, .measure = {}};
    search.foretell = [&](std::uint32_t colors) {
      return scale * static_cast<double>(encode_image(draw(sample, colors).image, format_, quickly).size());
    };
    search.measure = [&](std::uint32_t colors) {
      std::uint64_t bytes = 0;
      keep_if_reached(colors, [&](const QuantizeResult& drawn) {
        encoded_ = encode_image(drawn.image, format_, encode_);
        bytes = encoded_.size();
        return bytes <= aim ? 0.0 : -1.0;
      });
      return bytes;
    };
    return most_colors_within(search).has_value();
  }

  [[nodiscard]] QuantizeResult draw(const Image& image, std::uint32_t colors) const {
    QuantizeOptions options = options_;
    options.colors = colors;
    return quantize(image, options);
  }

  /// The slack of so many colors. What is reached later is reached with a better number of colors.
  double keep_if_reached(std::uint32_t colors, const std::function<double(const QuantizeResult&)>& slack_of) {
    QuantizeResult drawn = draw(image_, colors);
    const double slack = slack_of(drawn);
    if (slack >= 0) {
      best_.result = std::move(drawn);
      best_.encoded = std::move(encoded_);
      // A picture may have fewer colors than it is allowed.
      best_.colors = std::min(colors, static_cast<std::uint32_t>(best_.result.image.palette.size()));
    }
    return slack;
  }

  [[noreturn]] void refuse(const std::string& reached) const {
    throw Error(ErrorCode::invalid_argument,
                colors_text(most()) + (most() == 1 ? " only reaches " : " only reach ") + reached +
                    (picture_codec(format_).most_colors < kAnyNumber ? "" : "; allow more colors"));
  }

  const Image& image_;
  const QuantizeOptions& options_;
  Format format_;
  const EncodeOptions& encode_;
  AimedResult best_;
  std::vector<std::uint8_t> encoded_;
  double reached_ = 0;  ///< the figure of the latest try
};

}  // namespace

AimedResult quantize_to_aim(const Image& image, const Aim& aim, const QuantizeOptions& options, Format format,
                            const EncodeOptions& encode) {
  const int aims = int{aim.automatic} + int{aim.psnr.has_value()} + int{aim.max_delta.has_value()} +
                   int{aim.target_size.has_value()};
  if (aims != 1) throw Error(ErrorCode::invalid_argument, "one aim is needed, not " + std::to_string(aims));
  require_valid(options);
  AimedSearch search(image, options, format, encode);
  if (aim.psnr) return search.by_psnr(*aim.psnr);
  if (aim.max_delta) return search.by_max_delta(*aim.max_delta);
  if (aim.target_size) return search.by_target_size(*aim.target_size);
  return search.by_curve();
}

}  // namespace kvant
