// Animations, one frame after the other: memory holds one frame and the bytes written so far.
//
//   std::unique_ptr<AnimationWriter> writer = make_animation_writer(Format::gif, {});
//   writer->add(first, 500);
//   writer->add(second, 2000);
//   write_file("steps.gif", writer->finish());
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kvant/io.hpp"

namespace kvant {

class AnimationWriter {
 public:
  AnimationWriter() = default;
  AnimationWriter(const AnimationWriter&) = delete;
  AnimationWriter& operator=(const AnimationWriter&) = delete;
  virtual ~AnimationWriter() = default;

  /// All frames have the size of the first. GIF keeps times in hundredths of a second.
  /// Throws Error: invalid_argument, unsupported if the format cannot hold the frame.
  virtual void add(const IndexedImage& frame, unsigned milliseconds) = 0;

  /// The file, which plays in a loop without end. Nothing may be added afterwards.
  [[nodiscard]] virtual std::vector<std::uint8_t> finish() = 0;
};

/// GIF: at most 256 colors in each frame, which has a palette of its own. WebP is lossless.
[[nodiscard]] std::unique_ptr<AnimationWriter> make_gif_animation(const EncodeOptions& options);
[[nodiscard]] std::unique_ptr<AnimationWriter> make_webp_animation(const EncodeOptions& options);

/// Throws Error(unsupported) for a format without animations.
[[nodiscard]] std::unique_ptr<AnimationWriter> make_animation_writer(Format format, const EncodeOptions& options);

}  // namespace kvant
