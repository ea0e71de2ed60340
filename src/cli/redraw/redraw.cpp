#include "cli/redraw/redraw.hpp"

#include <fmt/format.h>

#include <chrono>
#include <span>

#include "cli/redraw/animate.hpp"
#include "cli/redraw/background.hpp"
#include "cli/redraw/file_times.hpp"
#include "cli/redraw/output_path.hpp"
#include "cli/terminal/read_input.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/target.hpp"
#include "cli/terminal/text.hpp"
#include "color/color_histogram.hpp"
#include "color/fidelity.hpp"
#include "image/picture_codec.hpp"
#include "kvant/error.hpp"
#include "threads/parallel.hpp"

namespace kvant::cli {
namespace {

namespace fs = std::filesystem;

class Stopwatch {
 public:
  /// Seconds since the last call, or since the start.
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double> passed = now - last_;
    last_ = now;
    return passed.count();
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

std::vector<std::uint8_t> encode_labels(const IndexedImage& image, const fs::path& path) {
  return format_of_extension(path) == Format::png ? encode_labels_png(image) : encode_labels_npy(image);
}

void make_folders_of(const fs::path& path) {
  std::error_code problem;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), problem);
  if (problem) {
    throw Error(ErrorCode::io, fmt::format("cannot make the folder {}: {}", in_quotes(path.parent_path().native()),
                                           problem.message()));
  }
}

void warn(Outcome& outcome, std::string_view warning) {
  if (!outcome.warning.empty()) outcome.warning += "; ";
  outcome.warning += warning;
}

/// How near a file comes to the picture that it keeps all colors of.
QuantizeResult weigh_lossy(const Image& image, std::span<const std::uint8_t> file, unsigned threads) {
  Workers workers(threads);
  const Image written = decode_image(file, {.max_pixels = image.pixels(), .frame = {}, .threads = threads}).image;
  const Fidelity fidelity = measure_fidelity(image, written, workers);
  QuantizeResult result;
  result.distinct_colors = count_colors(image, workers).size();
  result.mse = fidelity.mse;
  result.psnr = fidelity.psnr;
  result.mean_delta_e = fidelity.mean_delta_e;
  return result;
}

void check_targets(const Job& job, bool force) {
  if (!job.to_standard_output && !job.named_by_colors) check_target(job.output, job.input, force, job.make_folders);
  if (job.labels) check_target(*job.labels, job.input, force, false);
  if (job.animation) check_target(*job.animation, job.input, force, false);
}

}  // namespace

Outcome redraw(const Job& job, const RedrawArguments& arguments, Progress& progress) {
  check_targets(job, arguments.output.force);
  Outcome outcome;
  Stopwatch total;
  Stopwatch watch;
  const std::optional<FileTimes> times = arguments.preserve_times ? times_of(job.input) : std::nullopt;
  std::vector<std::uint8_t> original;  // for passing it through
  ReadResult in;
  if (job.to_standard_output && arguments.skip_if_larger) {
    original = read_input_bytes(job.input, arguments.inputs.read);
    in = decode_image(original, arguments.inputs.read);
  } else {
    in = read_input(job.input, arguments.inputs.read);
  }
  draw_on_background(in.image, job.format, arguments.background);
  outcome.width = in.image.width;
  outcome.height = in.image.height;
  outcome.input_format = in.format;
  outcome.input_bytes = in.bytes;
  outcome.warning = in.warning;
  outcome.timings.read = watch.lap();

  progress.enter(Step::quantize);
  QuantizeOptions options = arguments.quantize;
  EncodeOptions encode = arguments.encode;
  encode.metadata.resolution = in.metadata.resolution;
  if (arguments.keep_metadata) encode.metadata = in.metadata;
  std::vector<std::uint8_t> encoded;
  outcome.output = job.output;
  if (arguments.all_colors) {
    progress.enter(Step::encode);
    if (in.image.channels == 4 && picture_codec(job.format).transparency == Transparency::none) {
      throw Error(ErrorCode::unsupported,
                  fmt::format("{} has no transparency; write WebP, or draw it on a color by --background",
                              format_name(job.format)));
    }
    encoded = encode_lossy(in.image, job.format, encode);
    outcome.timings.encode = watch.lap();
    outcome.result = weigh_lossy(in.image, encoded, options.threads);
    outcome.timings.weigh = watch.lap();
  } else if (arguments.aim.any()) {
    AimedResult redrawing = quantize_to_aim(in.image, arguments.aim, options, job.format, encode);
    options.colors = redrawing.colors;
    outcome.chosen = chosen_colors(arguments.aim, redrawing);
    outcome.result = std::move(redrawing.result);
    encoded = std::move(redrawing.encoded);
    if (job.named_by_colors) {
      outcome.output.replace_filename(redrawn_name(job.input, options.colors, job.format, arguments));
      check_target(outcome.output, job.input, arguments.output.force, job.make_folders);
    }
  } else {
    outcome.result = quantize(in.image, options);
  }
  if (!job.animation) in.image = {};  // large pictures: the decoded pixels make room for the encoder
  watch.lap();

  progress.enter(Step::encode);
  IndexedImage& image = outcome.result.image;
  if (encoded.empty()) encoded = encode_image(image, job.format, encode);
  std::vector<std::uint8_t> labels;
  if (job.labels) labels = encode_labels(image, *job.labels);
  Animation animation;
  if (job.animation) {
    const Format animated = animation_format(*job.animation, options.colors);
    animation = animate(in.image, image, animated, options, encode);
    outcome.frames = animation.frames;
    outcome.animation_bytes = animation.bytes.size();
  }
  image.indices = {};
  outcome.output_bytes = encoded.size();
  outcome.skipped = arguments.skip_if_larger && outcome.output_bytes >= outcome.input_bytes;
  outcome.timings.encode += watch.lap();

  progress.enter(Step::write);
  if (job.to_standard_output) {
    write_standard_output(outcome.skipped ? original : encoded);
  } else if (!outcome.skipped) {
    if (job.make_folders) make_folders_of(outcome.output);
    write_file(outcome.output, encoded, arguments.output.force);
    if (times && !set_times(outcome.output, *times)) warn(outcome, "the times of the result could not be set");
  }
  if (job.labels) write_file(*job.labels, labels, arguments.output.force);
  if (job.animation) write_file(*job.animation, animation.bytes, arguments.output.force);
  outcome.timings.write = watch.lap();
  outcome.timings.total = total.lap();
  return outcome;
}

}  // namespace kvant::cli
