#include "image/animation.hpp"

#include <webp/mux.h>

#include <new>
#include <optional>
#include <string>

#include "image/gif_file.hpp"
#include "image/picture_codec.hpp"
#include "image/webp_picture.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

/// Keeps all frames to the size of the first.
class SameSize {
 public:
  /// Whether the view is the first. Throws Error(invalid_argument) if its size is another one.
  bool first(const IndexedView& view) {
    if (width_ == 0) {
      width_ = view.width();
      height_ = view.height();
      return true;
    }
    if (view.width() != width_ || view.height() != height_) {
      throw Error(ErrorCode::invalid_argument, "all frames of an animation must have one size");
    }
    return false;
  }
  [[nodiscard]] bool empty() const { return width_ == 0; }

 private:
  std::uint32_t width_ = 0;
  std::uint32_t height_ = 0;
};

void require_frames(const SameSize& size) {
  if (size.empty()) throw Error(ErrorCode::invalid_argument, "an animation needs a frame");
}

class GifAnimation final : public AnimationWriter {
 public:
  void add(const IndexedImage& frame, unsigned milliseconds) override {
    const IndexedView view(frame);
    const GifPalette palette(view);
    const GifMap map = make_gif_map(palette);
    if (size_.first(view)) {
      file_.start(view.width(), view.height(), nullptr);
      file_.loop_forever();
    }
    // What shows through must not be the frame before.
    file_.control({.DisposalMode = palette.transparent ? DISPOSE_BACKGROUND : DISPOSE_DO_NOT,
                   .UserInputFlag = false,
                   .DelayTime = static_cast<int>((milliseconds + 5) / 10),
                   .TransparentColor = palette.transparent.value_or(NO_TRANSPARENT_COLOR)});
    file_.draw(view, palette, map.get());
  }

  std::vector<std::uint8_t> finish() override {
    require_frames(size_);
    return file_.finish();
  }

 private:
  SameSize size_;
  GifFile file_{true};
};

class WebPAnimation final : public AnimationWriter {
 public:
  explicit WebPAnimation(const EncodeOptions& options) : config_(make_webp_config(options)) {}

  void add(const IndexedImage& frame, unsigned milliseconds) override {
    const IndexedView view(frame);
    const WebPPicturePointer picture = make_webp_picture(view);
    if (size_.first(view)) {
      WebPAnimEncoderOptions options;
      if (!WebPAnimEncoderOptionsInit(&options)) throw_mismatch();
      options.anim_params.loop_count = 0;  // without end
      encoder_.reset(WebPAnimEncoderNew(picture->width, picture->height, &options));
      if (!encoder_) throw std::bad_alloc();
    }
    if (!WebPAnimEncoderAdd(encoder_.get(), picture.get(), time_, &config_)) fail_webp(picture->error_code);
    time_ += static_cast<int>(milliseconds);
  }

  std::vector<std::uint8_t> finish() override {
    require_frames(size_);
    struct Data {
      Data() { WebPDataInit(&data); }
      Data(const Data&) = delete;
      Data& operator=(const Data&) = delete;
      ~Data() { WebPDataClear(&data); }
      WebPData data{};
    } file;
    // The time at which the last frame ends, without a picture.
    if (!WebPAnimEncoderAdd(encoder_.get(), nullptr, time_, nullptr) ||
        !WebPAnimEncoderAssemble(encoder_.get(), &file.data)) {
      throw Error(ErrorCode::io, std::string("the WebP encoder failed: ") + WebPAnimEncoderGetError(encoder_.get()));
    }
    return {file.data.bytes, file.data.bytes + file.data.size};
  }

 private:
  struct Delete {
    void operator()(WebPAnimEncoder* encoder) const { WebPAnimEncoderDelete(encoder); }
  };

  [[noreturn]] static void throw_mismatch() { throw Error(ErrorCode::io, "the WebP library does not fit this build"); }

  SameSize size_;
  WebPConfig config_;
  std::unique_ptr<WebPAnimEncoder, Delete> encoder_;
  int time_ = 0;
};

}  // namespace

std::unique_ptr<AnimationWriter> make_gif_animation(const EncodeOptions& /*options*/) {
  return std::make_unique<GifAnimation>();
}

std::unique_ptr<AnimationWriter> make_webp_animation(const EncodeOptions& options) {
  return std::make_unique<WebPAnimation>(options);
}

std::unique_ptr<AnimationWriter> make_animation_writer(Format format, const EncodeOptions& options) {
  const PictureCodec& codec = picture_codec(format);
  if (codec.animate != nullptr) return codec.animate(options);
  std::vector<std::string_view> names;
  for (const PictureCodec& other : picture_codecs()) {
    if (other.animate != nullptr) names.push_back(other.name);
  }
  throw Error(ErrorCode::unsupported,
              std::string(codec.name) + " holds no animation here; write " + either_of(names) + " instead");
}

}  // namespace kvant
