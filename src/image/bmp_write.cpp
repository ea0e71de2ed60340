#include <array>
#include <cstdint>
#include <limits>
#include <utility>

#include "image/encoders.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

constexpr std::uint32_t kFileHeaderBytes = 14;
constexpr std::uint32_t kInfoHeaderBytes = 40;  // BITMAPINFOHEADER
constexpr std::uint32_t kV4HeaderBytes = 108;   // BITMAPV4HEADER, the first with a place for alpha

/// Fills a file of known size from front to back.
class Writer {
 public:
  explicit Writer(std::size_t size) : bytes_(size) {}

  [[nodiscard]] std::size_t position() const { return position_; }
  void byte(unsigned value) { bytes_[position_++] = static_cast<std::uint8_t>(value); }
  void little_endian(std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) byte(value >> (8 * i) & 255);
  }
  /// Leaves zeros.
  void skip_to(std::size_t position) { position_ = position; }
  [[nodiscard]] Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
  std::size_t position_ = 0;
};

unsigned bits_per_pixel(const IndexedView& view) {
  if (!view.opaque()) return 32;
  const std::size_t colors = view.palette().size();
  return colors <= 2 ? 1 : colors <= 16 ? 4 : colors <= 256 ? 8 : 24;
}

void write_row(Writer& out, const IndexedView& view, std::uint32_t y, unsigned bits) {
  const std::size_t end = out.position() + (std::size_t{view.width()} * bits + 31) / 32 * 4;
  unsigned byte = 0;
  unsigned filled = 0;
  view.for_row(y, [&](std::uint32_t, std::uint16_t index) {
    if (bits > 8) {
      const Color& color = view.palette()[index];
      out.byte(color.b);
      out.byte(color.g);
      out.byte(color.r);
      if (bits == 32) out.byte(color.a);
      return;
    }
    byte = byte << bits | index;
    filled += bits;
    if (filled < 8) return;
    out.byte(byte);
    byte = filled = 0;
  });
  if (filled != 0) out.byte(byte << (8 - filled));
  out.skip_to(end);
}

}  // namespace

Bytes encode_bmp(const IndexedView& view, const EncodeOptions& /*options*/) {
  const unsigned bits = bits_per_pixel(view);
  const bool alpha = bits == 32;
  const auto colors = static_cast<std::uint32_t>(bits <= 8 ? view.palette().size() : 0);
  const std::uint32_t header_bytes = alpha ? kV4HeaderBytes : kInfoHeaderBytes;
  const std::uint32_t offset = kFileHeaderBytes + header_bytes + 4 * colors;
  const std::uint64_t row_bytes = (std::uint64_t{view.width()} * bits + 31) / 32 * 4;
  const std::uint64_t size = offset + row_bytes * view.height();
  constexpr std::uint32_t max_dimension = std::numeric_limits<std::int32_t>::max();
  if (size > std::numeric_limits<std::uint32_t>::max() || view.width() > max_dimension ||
      view.height() > max_dimension) {
    throw Error(ErrorCode::unsupported, "BMP holds at most 4 GiB; write PNG instead");
  }

  Writer out(size);
  out.byte('B');
  out.byte('M');
  out.little_endian(static_cast<std::uint32_t>(size), 4);
  out.little_endian(0, 4);
  out.little_endian(offset, 4);

  constexpr std::uint32_t uncompressed = 0;
  constexpr std::uint32_t bit_fields = 3;
  constexpr std::uint32_t pixels_per_meter = 2835;  // 72 dpi
  out.little_endian(header_bytes, 4);
  out.little_endian(view.width(), 4);
  out.little_endian(view.height(), 4);
  out.little_endian(1, 2);  // planes
  out.little_endian(bits, 2);
  out.little_endian(alpha ? bit_fields : uncompressed, 4);
  out.little_endian(static_cast<std::uint32_t>(size - offset), 4);
  out.little_endian(pixels_per_meter, 4);
  out.little_endian(pixels_per_meter, 4);
  out.little_endian(colors, 4);
  out.little_endian(0, 4);  // all colors matter
  if (alpha) {
    for (const std::uint32_t mask : {0x00ff0000u, 0x0000ff00u, 0x000000ffu, 0xff000000u}) {
      out.little_endian(mask, 4);
    }
    out.little_endian(0x73524742, 4);                // color space "sRGB"
    out.skip_to(kFileHeaderBytes + kV4HeaderBytes);  // end points and gammas: not used for sRGB
  }
  if (bits <= 8) {
    for (const Color& color : view.palette()) {
      out.little_endian(std::uint32_t{color.r} << 16 | std::uint32_t{color.g} << 8 | color.b, 4);
    }
  }
  for (std::uint32_t y = view.height(); y-- > 0;) write_row(out, view, y, bits);
  return out.take();
}

}  // namespace kvant
