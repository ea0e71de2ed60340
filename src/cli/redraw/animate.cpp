#include "cli/redraw/animate.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "color/draw.hpp"
#include "color/fit_steps.hpp"
#include "color/salience.hpp"
#include "image/animation.hpp"

namespace kvant::cli {
namespace {

constexpr std::size_t kMostFrames = 60;
constexpr std::size_t kMostPixels = std::size_t{1} << 20U;
constexpr unsigned kLastMilliseconds = 2'500;

/// The start is held; then slowly, while much changes, and faster.
unsigned milliseconds_of(unsigned step) { return step == 0 ? 800 : std::max(80U, 440 - 40 * std::min(step, 9U)); }

/// Every n-th pixel of every n-th row, the smallest n that leaves few enough.
IndexedImage thinned(const IndexedImage& image) {
  std::uint32_t n = 1;
  const auto parts = [&n](std::uint32_t length) { return (length + n - 1) / n; };
  while (std::size_t{parts(image.width)} * parts(image.height) > kMostPixels) ++n;
  IndexedImage small{parts(image.width), parts(image.height), image.palette, {}};
  std::visit(
      [&](const auto& indices) {
        std::decay_t<decltype(indices)> kept;
        kept.reserve(small.pixels());
        for (std::size_t y = 0; y < image.height; y += n) {
          for (std::size_t x = 0; x < image.width; x += n) kept.push_back(indices[y * image.width + x]);
        }
        small.indices = std::move(kept);
      },
      image.indices);
  return small;
}

/// Holds each frame back until another one comes, so that frames alike become one.
class Frames {
 public:
  Frames(Format format, const EncodeOptions& options) : writer_(make_animation_writer(format, options)) {}

  void add(const IndexedImage& image, unsigned milliseconds) {
    IndexedImage frame = thinned(image);
    if (held_ && held_->palette == frame.palette && held_->indices == frame.indices) {
      milliseconds_ += milliseconds;
      return;
    }
    write_held();
    held_ = std::move(frame);
    milliseconds_ = milliseconds;
  }

  Animation finish() {
    write_held();
    return {writer_->finish(), count_, held_->width, held_->height};
  }

 private:
  void write_held() {
    if (!held_) return;
    writer_->add(*held_, milliseconds_);
    ++count_;
  }

  std::unique_ptr<AnimationWriter> writer_;
  std::optional<IndexedImage> held_;
  unsigned milliseconds_ = 0;
  std::size_t count_ = 0;
};

}  // namespace

Animation animate(const Image& image, const IndexedImage& written, Format format, const QuantizeOptions& options,
                  const EncodeOptions& encode) {
  Frames frames(format, encode);
  Workers workers(options.threads);
  const ColorHistogram histogram = count_colors(image, options, workers);
  unsigned number = 0;
  show_fit_steps(histogram, options, kMostFrames - 1, workers, [&](const FitStep& step) {
    frames.add(draw_labels(image, histogram, step.palette, step.labels, workers), milliseconds_of(number++));
  });
  frames.add(written, kLastMilliseconds);
  return frames.finish();
}

}  // namespace kvant::cli
