// GIF. Frames are drawn on the canvas as viewers do.
#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "image/decoders.hpp"
#include "image/gif_lzw.hpp"

namespace kvant {
namespace {

enum class Disposal { keep, background, previous };

/// What the extension before a frame says of it.
struct Control {
  Disposal disposal = Disposal::keep;
  std::optional<std::uint16_t> transparent;
};

struct Frame {
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  bool interlaced = false;
  Control control;
  ByteView palette;  ///< three bytes a color
  ByteView data;     ///< the size of codes, then blocks
};

struct Gif {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<Frame> frames;
  bool cut_in_frame = false;  ///< the file ends inside the blocks of the last frame
  std::string warning;
};

/// Reads the blocks of a file; no pixels are decoded.
class Parser {
 public:
  Parser(ByteView bytes, const ReadOptions& options) : rest_(bytes), options_(options) {}

  Gif run() {
    take(6);
    const ByteView screen = take(7);
    gif_.width = u16(screen, 0);
    gif_.height = u16(screen, 2);
    check_size(Format::gif, std::max(gif_.width, 1U), std::max(gif_.height, 1U), options_);
    global_ = palette(screen[4]);
    try {
      while (block()) {
      }
    } catch (const Error&) {
      // What comes after the pixels of a frame may be missing.
      if (gif_.frames.empty()) throw;
      gif_.warning = "its end is missing";
    }
    if (gif_.frames.empty()) throw damaged(Format::gif, "it holds no picture");
    return std::move(gif_);
  }

 private:
  static std::uint32_t u16(ByteView bytes, std::size_t at) { return bytes[at] | std::uint32_t{bytes[at + 1]} << 8; }

  ByteView take(std::size_t size) {
    if (rest_.size() < size) throw ends_early(Format::gif);
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  ByteView palette(std::uint8_t flags) {
    return (flags & 0x80U) != 0 ? take(std::size_t{3} << ((flags & 7U) + 1)) : ByteView();
  }

  void skip_blocks() {
    while (const std::uint8_t size = take(1)[0]) take(size);
  }

  /// False at the end.
  bool block() {
    constexpr std::uint8_t image = 0x2c, extension = 0x21, trailer = 0x3b;
    const std::uint8_t kind = take(1)[0];
    switch (kind) {
      case image:
        read_frame();
        return true;
      case extension:
        read_extension();
        return true;
      case trailer:
        return false;
      case 0:
        gif_.warning = "it has stray bytes between its blocks";
        return true;
      default:
        if (gif_.frames.empty()) {
          gif_.warning = "it has stray bytes between its blocks";
          return true;
        }
        // Browsers take it for the end.
        gif_.warning = "its end mark is missing, and other bytes follow its pixels";
        return false;
    }
  }

  void read_frame() {
    const ByteView place = take(9);
    Frame frame = {
        u16(place, 0), u16(place, 2), u16(place, 4), u16(place, 6), (place[8] & 0x40U) != 0, control_, {}, {}};
    const ByteView local = palette(place[8]);
    frame.palette = local.empty() ? global_ : local;
    frame.data = rest_;
    if (gif_.frames.empty()) {
      // Some writers get the screen wrong; viewers then grow it to show the first frame whole.
      gif_.width = std::max(gif_.width, frame.left + frame.width);
      gif_.height = std::max(gif_.height, frame.top + frame.height);
    }
    if (take(1)[0] >= GifLzwReader::kMostCodeBits) throw damaged(Format::gif, "the codes of its pixels are too large");
    gif_.frames.push_back(frame);
    control_ = {};
    gif_.cut_in_frame = true;
    skip_blocks();
    gif_.cut_in_frame = false;
  }

  void read_extension() {
    constexpr std::uint8_t graphics_control = 0xf9;
    const std::uint8_t label = take(1)[0];
    const ByteView after = rest_;
    skip_blocks();
    if (label != graphics_control || after[0] < 4) return;
    const std::uint8_t flags = after[1];
    control_.disposal =
        std::array{Disposal::keep, Disposal::keep, Disposal::background, Disposal::previous,
                   Disposal::keep, Disposal::keep, Disposal::keep,       Disposal::keep}[(flags >> 2) & 7U];
    control_.transparent.reset();
    if ((flags & 1U) != 0) control_.transparent = after[4];
  }

  ByteView rest_;
  const ReadOptions& options_;
  ByteView global_;
  Control control_;
  Gif gif_;
};

/// The rows in the order in which an interlaced frame stores them.
std::uint32_t stored_row(std::uint32_t index, std::uint32_t height) {
  constexpr std::array<std::array<std::uint32_t, 2>, 4> passes = {{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
  for (const auto& [first, step] : passes) {
    const std::uint32_t rows = height > first ? (height - first + step - 1) / step : 0;
    if (index < rows) return first + index * step;
    index -= rows;
  }
  return height;
}

class Painter {
 public:
  Painter(const ReadOptions& options, Picture& picture) : options_(options), picture_(picture) {}

  void draw(const Frame& frame) {
    if (frame.width == 0 || frame.height == 0) throw damaged(Format::gif, "a frame has no pixels");
    GifLzwReader reader(frame.data);
    std::vector<std::uint16_t> row(frame.width);
    for (std::uint32_t i = 0; i < frame.height; ++i) {
      const std::size_t there = reader.read(row);
      if (there < row.size()) {
        if (!options_.lenient) {
          throw reader.cut() ? ends_early(Format::gif) : damaged(Format::gif, "a frame has fewer pixels than it says");
        }
        missing_ += std::uint64_t{frame.width} * (frame.height - i) - there;
        row.resize(there);
        if (there == 0) break;
      }
      draw_row(frame, row, frame.top + (frame.interlaced ? stored_row(i, frame.height) : i));
      if (there < frame.width) break;
    }
  }

  void clear(const Frame& frame) {
    Image& canvas = picture_.image;
    const auto left = std::min(frame.left, canvas.width);
    const auto right = std::min(frame.left + frame.width, canvas.width);
    const auto bottom = std::min(frame.top + frame.height, canvas.height);
    for (auto y = frame.top; y < bottom; ++y) {
      std::memset(canvas.samples.data() + (std::size_t{y} * canvas.width + left) * 4, 0,
                  (right - left) * std::size_t{4});
    }
  }

  void report() {
    if (lacking_ > 0) {
      warn(picture_, std::to_string(lacking_) + " of its pixels have colors that its palette lacks, drawn transparent");
    }
    if (missing_ > 0) {
      warn(picture_, std::to_string(missing_) + " of the pixels of its frames are missing, drawn transparent");
    }
  }

 private:
  void draw_row(const Frame& frame, const std::vector<std::uint16_t>& row, std::uint32_t y) {
    Image& canvas = picture_.image;
    if (y >= canvas.height || frame.left >= canvas.width) return;
    const std::size_t visible = std::min<std::size_t>(row.size(), canvas.width - frame.left);
    std::uint8_t* to = canvas.samples.data() + (std::size_t{y} * canvas.width + frame.left) * 4;
    for (std::size_t x = 0; x < visible; ++x, to += 4) {
      const std::size_t index = row[x];
      if (index == frame.control.transparent) continue;
      if (3 * index + 3 > frame.palette.size()) {
        if (frame.palette.empty() && !options_.lenient) throw damaged(Format::gif, "it has no palette");
        ++lacking_;
        continue;
      }
      std::copy_n(frame.palette.data() + 3 * index, 3, to);
      to[3] = 0xff;
    }
  }

  const ReadOptions& options_;
  Picture& picture_;
  std::uint64_t lacking_ = 0;
  std::uint64_t missing_ = 0;
};

/// A file that ends inside its last frame may lack no more than the end of the blocks.
void require_last_frame(const Gif& gif) {
  const Frame& frame = gif.frames.back();
  GifLzwReader reader(frame.data);
  std::vector<std::uint16_t> row(frame.width);
  for (std::uint32_t y = 0; y < frame.height; ++y) {
    if (reader.read(row) < row.size()) throw ends_early(Format::gif);
  }
}

}  // namespace

Picture decode_gif(ByteView bytes, const ReadOptions& options) {
  const Gif gif = Parser(bytes, options).run();
  check_size(Format::gif, gif.width, gif.height, options);
  const std::uint32_t wanted = choose_frame(gif.frames.size(), options, "an animation", "frame");
  if (gif.cut_in_frame && !options.lenient && wanted + 1 == gif.frames.size()) require_last_frame(gif);

  Picture picture;
  picture.warning = gif.warning;
  picture.image = make_image(gif.width, gif.height, 4, 8);
  Image& canvas = picture.image;
  std::fill(canvas.samples.begin(), canvas.samples.end(), std::uint8_t{0});
  Painter painter(options, picture);
  for (std::uint32_t i = 0; i < wanted; ++i) {
    const Frame& frame = gif.frames[i];
    Buffer<std::uint8_t> before;
    if (frame.control.disposal == Disposal::previous) before = canvas.samples;
    painter.draw(frame);
    if (frame.control.disposal == Disposal::background) painter.clear(frame);
    if (frame.control.disposal == Disposal::previous) canvas.samples = std::move(before);
  }
  painter.draw(gif.frames[wanted]);
  painter.report();
  return picture;
}

}  // namespace kvant
