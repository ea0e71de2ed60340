// APNG: every frame is decoded as a PNG of its own, then drawn on the canvas.
#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "image/png_structure.hpp"

namespace kvant {
namespace {

constexpr std::size_t kSignatureBytes = 8;
constexpr std::size_t kIhdrBytes = 13;
constexpr std::size_t kChunkOverhead = 12;  // length, type, CRC

std::uint32_t u32(ByteView bytes, std::size_t offset) {
  return std::uint32_t{bytes[offset]} << 24 | std::uint32_t{bytes[offset + 1]} << 16 |
         std::uint32_t{bytes[offset + 2]} << 8 | std::uint32_t{bytes[offset + 3]};
}

void append(std::vector<std::uint8_t>& to, ByteView bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

/// A walk over the chunks, gathering what PngStructure holds.
class Scanner {
 public:
  explicit Scanner(ByteView png)
      : png_(png), canvas_width_(u32(png, kSignatureBytes + 8)), canvas_height_(u32(png, kSignatureBytes + 12)) {}

  PngStructure run() {
    std::size_t at = kSignatureBytes;
    for (std::string_view type; type != "IEND";) {
      if (png_.size() - at < kChunkOverhead) throw ends_early(Format::png);
      const std::uint32_t length = u32(png_, at);
      if (length > png_.size() - at - kChunkOverhead) throw ends_early(Format::png);
      whole_ = png_.subspan(at, length + kChunkOverhead);
      type = {reinterpret_cast<const char*>(whole_.data()) + 4, 4};
      take(type, whole_.subspan(8, length));
      at += whole_.size();
    }
    if (declared_frames_ < 2) structure_.frames.clear();
    if (structure_.frames.size() != (declared_frames_ < 2 ? 0 : declared_frames_)) {
      fault("another number of frames than it says");
    }
    for (const ApngFrame& frame : structure_.frames) {
      if (frame.data.empty()) fault("a frame without pixels");
    }
    if (!structure_.animation_fault.empty()) structure_.frames.clear();
    return std::move(structure_);
  }

 private:
  void take(std::string_view type, ByteView data) {
    if (type == "PLTE" || type == "tRNS") structure_.shared_chunks.push_back(whole_);
    structure_.has_profile |= type == "iCCP" && !seen_pixels_;
    structure_.has_transparency |= type == "tRNS" && !seen_pixels_;
    if (type == "eXIf" && is_intact()) structure_.exif = data;
    if (type == "cICP" && data.size() == 4 && !seen_pixels_ && is_intact()) {
      structure_.cicp = {.primaries = data[0], .transfer = data[1]};
      structure_.video_range = data[3] == 0;
    }
    if (type == "acTL" && data.size() == 8 && !seen_pixels_ && is_intact()) declared_frames_ = u32(data, 0);
    if (type == "IDAT") {
      seen_pixels_ = true;
      structure_.pixel_bytes += data.size();
      // The still image is the first frame only if its frame control chunk came first.
      if (!structure_.frames.empty()) structure_.frames.back().data.push_back(data);
    }
    if (declared_frames_ < 2) return;
    if (type == "fcTL") begin_frame(data);
    if (type == "fdAT") add_pixels(data);
  }

  void begin_frame(ByteView data) {
    if (data.size() != 26 || !is_intact()) return fault("a damaged frame header");
    const ApngFrame frame = {u32(data, 4), u32(data, 8), u32(data, 12), u32(data, 16), data[24], data[25], {}};
    if (frame.width == 0 || frame.height == 0 || frame.width > canvas_width_ || frame.height > canvas_height_ ||
        frame.x > canvas_width_ - frame.width || frame.y > canvas_height_ - frame.height) {
      return fault("a frame outside of the picture");
    }
    if (!seen_pixels_ && (frame.width != canvas_width_ || frame.height != canvas_height_)) {
      return fault("a first frame of another size");
    }
    structure_.frames.push_back(frame);
  }

  void add_pixels(ByteView data) {
    if (data.size() < 4 || !is_intact() || structure_.frames.empty()) return fault("damaged pixels");
    structure_.frames.back().data.push_back(data.subspan(4));
  }

  /// The still picture may be sound nevertheless.
  void fault(const char* what) {
    if (structure_.animation_fault.empty()) structure_.animation_fault = what;
  }

  [[nodiscard]] bool is_intact() const {
    return libdeflate_crc32(0, whole_.data() + 4, whole_.size() - 8) == u32(whole_, whole_.size() - 4);
  }

  ByteView png_;
  ByteView whole_;  // the chunk at hand, with length, type and CRC
  std::uint32_t canvas_width_;
  std::uint32_t canvas_height_;
  std::uint64_t declared_frames_ = 0;
  bool seen_pixels_ = false;
  PngStructure structure_;
};

/// The frame as a PNG file.
std::vector<std::uint8_t> standalone(ByteView png, const PngStructure& structure, const ApngFrame& frame) {
  const ByteView signature = png.first(kSignatureBytes);
  std::vector<std::uint8_t> file(signature.begin(), signature.end());
  std::array<std::uint8_t, kIhdrBytes> header{};
  std::copy_n(png.begin() + kSignatureBytes + 8, kIhdrBytes, header.begin());
  for (std::size_t i = 0; i < 4; ++i) {
    header[i] = static_cast<std::uint8_t>(frame.width >> (24 - 8 * i));
    header[4 + i] = static_cast<std::uint8_t>(frame.height >> (24 - 8 * i));
  }
  append_png_chunk(file, "IHDR", header);
  for (ByteView chunk : structure.shared_chunks) append(file, chunk);
  for (ByteView piece : frame.data) append_png_chunk(file, "IDAT", piece);
  append_png_chunk(file, "IEND", {});
  return file;
}

/// Straight alpha "over", on samples of 8 or 16 bits.
template <class Sample>
void blend_pixel(const Sample* source, Sample* target) {
  constexpr std::uint64_t top = static_cast<Sample>(~Sample{0});
  const std::uint64_t source_share = source[3] * top;
  const std::uint64_t target_share = target[3] * (top - source[3]);
  const std::uint64_t total = source_share + target_share;
  if (total == 0) return;
  for (std::size_t c = 0; c < 3; ++c) {
    target[c] = static_cast<Sample>((source[c] * source_share + target[c] * target_share + total / 2) / total);
  }
  target[3] = static_cast<Sample>((total + top / 2) / top);
}

template <class Sample>
void draw(const Image& frame_image, const ApngFrame& frame, Image& canvas) {
  const auto* source = reinterpret_cast<const Sample*>(frame_image.samples.data());
  auto* target = reinterpret_cast<Sample*>(canvas.samples.data());
  for (std::size_t y = 0; y < frame.height; ++y) {
    const Sample* from = source + y * frame.width * 4;
    Sample* to = target + ((frame.y + y) * canvas.width + frame.x) * 4;
    if (frame.blend == 0) {
      std::copy_n(from, std::size_t{frame.width} * 4, to);
      continue;
    }
    for (std::size_t x = 0; x < frame.width; ++x) blend_pixel(from + x * 4, to + x * 4);
  }
}

void clear(const ApngFrame& frame, Image& canvas) {
  const std::size_t pixel = canvas.depth / 2;  // bytes of 4 samples
  for (std::size_t y = 0; y < frame.height; ++y) {
    std::memset(canvas.samples.data() + ((frame.y + y) * canvas.width + frame.x) * pixel, 0, frame.width * pixel);
  }
}

}  // namespace

PngStructure scan_png(ByteView png) { return Scanner(png).run(); }

PngPixels draw_apng_frame(ByteView png, const PngStructure& structure, std::uint32_t index) {
  const std::uint32_t depth = png[kSignatureBytes + 16] == 16 ? 16 : 8;
  Image canvas = make_image(u32(png, kSignatureBytes + 8), u32(png, kSignatureBytes + 12), 4, depth);
  std::fill(canvas.samples.begin(), canvas.samples.end(), std::uint8_t{0});
  Image before;
  std::uint64_t lacking = 0;
  for (std::uint32_t i = 0; i <= index; ++i) {
    const ApngFrame& frame = structure.frames[i];
    const bool last = i == index;
    if (frame.dispose == 2 && !last) before = canvas;
    const PngPixels decoded = decode_png_pixels(standalone(png, structure, frame), true);
    const Image& pixels = decoded.image;
    lacking += decoded.lacking;
    if (depth == 8) {
      draw<std::uint8_t>(pixels, frame, canvas);
    } else {
      draw<std::uint16_t>(pixels, frame, canvas);
    }
    if (last) break;
    if (frame.dispose == 1) clear(frame, canvas);
    if (frame.dispose == 2) std::swap(canvas, before);
  }
  return {std::move(canvas), lacking};
}

}  // namespace kvant
