#include "kvant/quantize.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "color_difference.hpp"
#include "color_histogram.hpp"
#include "fit.hpp"
#include "kvant/error.hpp"
#include "palette.hpp"
#include "simd_target.hpp"

namespace kvant {
namespace {

class Stopwatch {
 public:
  // Seconds since the last call, or since the start.
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - last_).count();
    last_ = now;
    return seconds;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

KMeansOptions fit_options(const QuantizeOptions& options) {
  return {.clusters = options.init == Init::given ? static_cast<std::uint32_t>(options.start.size()) : options.colors,
          .init = options.init,
          .effort = options.effort,
          .tolerance = options.tolerance,
          .max_iterations = options.max_iterations,
          .seed = options.seed,
          .threads = options.threads};
}

void check(const Image& image, const QuantizeOptions& options) {
  const auto refuse = [](const std::string& message) { throw Error(ErrorCode::invalid_argument, message); };
  if (image.pixels() == 0) refuse("the picture has no pixels");
  if (image.channels != 3 && image.channels != 4) refuse("the picture must have 3 or 4 channels");
  if (image.depth != 8 && image.depth != 16) refuse("the picture must have 8 or 16 bits per sample");
  if (image.samples.size() != image.pixels() * image.channels * image.depth / 8) {
    refuse("the number of samples does not fit the size of the picture");
  }
  if (options.init == Init::given && options.start.empty()) refuse("the starting palette is empty");
  if (options.init != Init::given && !options.start.empty())
    refuse("a starting palette only goes with the init that is given");
  check(fit_options(options));
}

// The distinct 8-bit colors, in the order of the histogram, if there are at most `most`.
std::optional<Palette> few_colors(const ColorHistogram& histogram, std::size_t most) {
  Palette palette;
  std::unordered_set<std::uint32_t> seen;
  for (const Rgba16& color : histogram.colors) {
    const Color rounded = to_color(color);
    if (!seen.insert(std::bit_cast<std::uint32_t>(rounded)).second) continue;
    if (palette.size() == most) return std::nullopt;
    palette.push_back(rounded);
  }
  return palette;
}

std::vector<std::uint32_t> labels_in(const Palette& palette, const ColorHistogram& histogram) {
  std::unordered_map<std::uint32_t, std::uint32_t> places;
  for (std::uint32_t i = 0; i < palette.size(); ++i) places[std::bit_cast<std::uint32_t>(palette[i])] = i;
  std::vector<std::uint32_t> labels;
  for (const Rgba16& color : histogram.colors) labels.push_back(places[std::bit_cast<std::uint32_t>(to_color(color))]);
  return labels;
}

// Clusters the colors and rounds the centers; fills in what the fit tells. Returns the label of each color.
std::vector<std::uint32_t> fit_palette(const ColorHistogram& histogram, const QuantizeOptions& options,
                                       Workers& workers, QuantizeResult& result) {
  const Points points = to_points(histogram, options.space);
  const RegionTree tree(points, workers);
  Assignment assignment(points, tree, workers);
  KMeansOptions k_means = fit_options(options);
  std::vector<float> start;
  if (options.init == Init::given) {
    const Centers given = to_centers(options.start, options.space, points.dimensions);
    for (std::uint32_t slot : given.active()) start.insert(start.end(), given[slot], given[slot] + points.dimensions);
    k_means.start = start;
  }
  // Whatever is fully transparent stays so: one entry is kept for it.
  constexpr std::array<float, 4> kTransparent = {0, 0, 0, 0};
  const bool keep_transparent = histogram.has_transparent() && k_means.clusters > 1 && options.init != Init::given;
  const FitResult fitted = fit(
      assignment, k_means, keep_transparent ? std::span<const float>(kTransparent) : std::span<const float>(), workers);
  result.inertia = assignment.inertia(fitted.centers) / tree.moments(0)[0];
  result.converged = fitted.lloyd.converged;
  result.iterations = fitted.lloyd.iterations;
  result.image.palette = round_to_palette(fitted.centers, options.space, histogram, assignment);
  const auto labels = assignment.labels();
  return {labels.begin(), labels.end()};
}

// Squared error of the written colors, summed over the channels, per pixel; premultiplied where there is alpha.
double mean_squared_error(const ColorHistogram& histogram, std::span<const std::uint32_t> labels,
                          const Palette& palette, std::size_t pixels) {
  double sum = 0;
  for (std::size_t i = 0; i < histogram.size(); ++i) {
    const Rgba16& from = histogram.colors[i];
    const Color& to = palette[labels[i]];
    const double from_alpha = from.a / 65535.0;
    const double to_alpha = to.a / 255.0;
    const auto square = [](double x) { return x * x; };
    sum +=
        static_cast<double>(histogram.counts[i]) *
        (square(from.r / 257.0 * from_alpha - to.r * to_alpha) + square(from.g / 257.0 * from_alpha - to.g * to_alpha) +
         square(from.b / 257.0 * from_alpha - to.b * to_alpha) + square(from.a / 257.0 - to.a));
  }
  return sum / static_cast<double>(pixels);
}

}  // namespace

QuantizeResult quantize(const Image& image, const QuantizeOptions& options) {
  check(image, options);
  use_simd_target_of_environment();
  Workers workers(options.threads);
  QuantizeResult result;
  Stopwatch stopwatch;

  ColorHistogram histogram = count_colors(image, workers);
  result.distinct_colors = histogram.size();
  result.timings.histogram = stopwatch.lap();

  std::vector<std::uint32_t> labels;
  if (const auto all = few_colors(histogram, fit_options(options).clusters)) {
    result.image.palette = *all;
    labels = labels_in(*all, histogram);
  } else {
    labels = fit_palette(histogram, options, workers, result);
  }
  result.timings.fit = stopwatch.lap();

  result.image.width = image.width;
  result.image.height = image.height;
  const Palette& palette = result.image.palette;
  if (palette.size() <= 256) {
    histogram.lookup->map(image, labels, workers, result.image.indices.emplace<Buffer<std::uint8_t>>());
  } else {
    histogram.lookup->map(image, labels, workers, result.image.indices.emplace<Buffer<std::uint16_t>>());
  }
  result.timings.map = stopwatch.lap();

  result.pixel_counts.resize(palette.size());
  for (std::size_t i = 0; i < histogram.size(); ++i) result.pixel_counts[labels[i]] += histogram.counts[i];
  result.mse = mean_squared_error(histogram, labels, palette, image.pixels());
  const double channels = histogram.has_alpha ? 4 : 3;
  result.psnr =
      result.mse > 0 ? 10 * std::log10(255 * 255 * channels / result.mse) : std::numeric_limits<double>::infinity();
  result.mean_delta_e =
      workers.with_threads([&] { return mean_ciede2000(histogram.colors, histogram.counts, labels, palette); });
  return result;
}

std::string_view space_name(Space space) {
  constexpr std::array<std::string_view, 3> kNames = {"srgb", "linear", "oklab"};
  return kNames[static_cast<std::size_t>(space)];
}

std::optional<Space> space_of_name(std::string_view name) {
  for (Space space : {Space::srgb, Space::linear, Space::oklab}) {
    if (name == space_name(space)) return space;
  }
  return std::nullopt;
}

}  // namespace kvant
