// BMP: Windows (3 to V5) and OS/2 headers, 1 to 32 bits, bit fields, RLE4 and RLE8.
#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <vector>

#include "image/decoders.hpp"

namespace kvant {
namespace {

constexpr std::uint32_t kFileHeaderBytes = 14;
constexpr std::uint32_t kOs2HeaderBytes = 12;

enum Compression : std::uint32_t { uncompressed = 0, rle8 = 1, rle4 = 2, bit_fields = 3, alpha_bit_fields = 6 };

std::uint32_t u16(Bytes bytes, std::size_t at) {
  if (at + 2 > bytes.size()) throw ends_early(Format::bmp);
  return std::uint32_t{bytes[at]} | std::uint32_t{bytes[at + 1]} << 8;
}

std::uint32_t u32(Bytes bytes, std::size_t at) { return u16(bytes, at) | u16(bytes, at + 2) << 16; }

/// Where a channel lies in a pixel of 16 or 32 bits, and how to widen it to 8.
struct Field {
  std::uint32_t mask = 0;
  int shift = 0;
  std::uint32_t top = 0;

  Field() = default;
  explicit Field(std::uint32_t bits) : mask(bits), shift(bits ? std::countr_zero(bits) : 0), top(bits >> shift) {
    if ((std::uint64_t{top} & (std::uint64_t{top} + 1)) != 0) throw damaged(Format::bmp, "a bit mask has gaps");
  }
  [[nodiscard]] std::uint8_t operator()(std::uint32_t pixel) const {
    if (top == 0) return 0;
    return static_cast<std::uint8_t>((std::uint64_t{(pixel & mask) >> shift} * 255 + top / 2) / top);
  }
};

struct Header {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  bool top_down = false;
  std::uint32_t bits = 0;
  std::uint32_t compression = uncompressed;
  std::uint32_t pixels_at = 0;
  std::array<Field, 4> fields;  ///< red, green, blue, alpha; for 16 and 32 bits
  std::vector<std::array<std::uint8_t, 3>> palette;
  ColorTag color;
};

void read_fields(Bytes bytes, std::uint32_t header_bytes, Header& header) {
  if (header.compression == uncompressed) {
    // Without bit fields the fourth byte of 32 bits means nothing.
    header.fields = header.bits == 16 ? std::array{Field(0x7c00), Field(0x03e0), Field(0x001f), Field()}
                                      : std::array{Field(0xff0000), Field(0xff00), Field(0xff), Field()};
    return;
  }
  const std::size_t at = kFileHeaderBytes + 40;
  for (std::size_t c = 0; c < 3; ++c) header.fields[c] = Field(u32(bytes, at + 4 * c));
  if (header_bytes >= 56 || header.compression == alpha_bit_fields) header.fields[3] = Field(u32(bytes, at + 12));
}

void read_palette(Bytes bytes, std::uint32_t header_bytes, Header& header) {
  const std::uint32_t entry = header_bytes == kOs2HeaderBytes ? 3 : 4;
  const std::uint32_t most = 1U << header.bits;
  std::uint32_t count = header_bytes == kOs2HeaderBytes ? 0 : u32(bytes, kFileHeaderBytes + 32);
  if (count == 0 || count > most) count = most;
  const std::size_t at = std::size_t{kFileHeaderBytes} + header_bytes;
  // Writers of OS/2 files may leave colors out without saying so: the pixels then start earlier.
  if (header.pixels_at > at) count = std::min(count, static_cast<std::uint32_t>((header.pixels_at - at) / entry));
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t color = at + std::size_t{i} * entry;
    if (color + 3 > bytes.size()) throw ends_early(Format::bmp);
    header.palette.push_back({bytes[color + 2], bytes[color + 1], bytes[color]});
  }
}

void read_profile(Bytes bytes, std::uint32_t header_bytes, Header& header) {
  constexpr std::uint32_t embedded = 0x4d424544;  // "MBED"
  if (header_bytes < 124 || u32(bytes, kFileHeaderBytes + 56) != embedded) return;
  const std::size_t at = std::size_t{kFileHeaderBytes} + u32(bytes, kFileHeaderBytes + 112);
  const std::size_t size = u32(bytes, kFileHeaderBytes + 116);
  if (at > bytes.size() || size > bytes.size() - at) throw ends_early(Format::bmp);
  const Bytes profile = bytes.subspan(at, size);
  header.color = IccProfile{{profile.begin(), profile.end()}};
}

Header read_header(Bytes bytes) {
  Header header;
  header.pixels_at = u32(bytes, 10);
  const std::uint32_t header_bytes = u32(bytes, kFileHeaderBytes);
  if (header_bytes == kOs2HeaderBytes) {
    header.width = u16(bytes, 18);
    header.height = u16(bytes, 20);
    header.bits = u16(bytes, 24);
  } else {
    header.width = u32(bytes, 18);
    const std::uint32_t height = u32(bytes, 22);
    header.top_down = height >= 0x80000000U;
    header.height = header.top_down ? 0U - height : height;
    header.bits = u16(bytes, 28);
    header.compression = header_bytes >= 40 ? u32(bytes, 30) : std::uint32_t{uncompressed};
    if (header.width >= 0x80000000U) throw damaged(Format::bmp, "its width is negative");
  }
  const bool rle = (header.compression == rle8 && header.bits == 8) || (header.compression == rle4 && header.bits == 4);
  const bool fields = (header.compression == bit_fields || header.compression == alpha_bit_fields) &&
                      (header.bits == 16 || header.bits == 32);
  if (header.compression != uncompressed && !rle && !fields) {
    throw Error(ErrorCode::unsupported, "is a BMP of a kind that kvant does not read (compression " +
                                            std::to_string(header.compression) + " at " + std::to_string(header.bits) +
                                            " bits)");
  }
  if (header.bits == 16 || header.bits == 32) {
    read_fields(bytes, header_bytes, header);
  } else if (header.bits == 1 || header.bits == 2 || header.bits == 4 || header.bits == 8) {
    if (header_bytes == 16) throw Error(ErrorCode::unsupported, "is a BMP with a short OS/2 header");
    read_palette(bytes, header_bytes, header);
  } else if (header.bits != 24) {
    throw damaged(Format::bmp, "it claims " + std::to_string(header.bits) + " bits per pixel");
  }
  read_profile(bytes, header_bytes, header);
  return header;
}

/// Where row y of the picture goes.
std::uint8_t* row_of(Image& image, const Header& header, std::size_t y) {
  const std::size_t row = header.top_down ? y : header.height - 1 - y;
  return image.samples.data() + row * header.width * image.channels;
}

void put_color(const Header& header, std::size_t index, std::uint8_t* to) {
  if (index >= header.palette.size()) throw damaged(Format::bmp, "a pixel has a color that its palette lacks");
  std::copy_n(header.palette[index].begin(), 3, to);
}

void read_rows(Bytes pixels, const Header& header, Image& image) {
  const std::uint64_t row_bytes = (std::uint64_t{header.width} * header.bits + 31) / 32 * 4;
  // The padding of the last row may be missing.
  const std::uint64_t last_row = (std::uint64_t{header.width} * header.bits + 7) / 8;
  if (pixels.size() < row_bytes * (header.height - 1) + last_row) throw ends_early(Format::bmp);
  for (std::size_t y = 0; y < header.height; ++y) {
    const std::uint8_t* from = pixels.data() + y * row_bytes;
    std::uint8_t* to = row_of(image, header, y);
    for (std::size_t x = 0; x < header.width; ++x, to += image.channels) {
      if (header.bits == 24) {
        to[0] = from[3 * x + 2];
        to[1] = from[3 * x + 1];
        to[2] = from[3 * x];
      } else if (header.bits >= 16) {
        std::uint32_t pixel = 0;
        for (std::size_t i = 0; i < header.bits / 8; ++i) {
          pixel |= std::uint32_t{from[x * header.bits / 8 + i]} << (8 * i);
        }
        for (std::size_t c = 0; c < image.channels; ++c) to[c] = header.fields[c](pixel);
      } else {
        const std::size_t bit = x * header.bits;
        put_color(header, (from[bit / 8] >> (8 - header.bits - bit % 8)) & ((1U << header.bits) - 1), to);
      }
    }
  }
}

/// Run lengths. Pixels that are skipped are transparent, as viewers show them.
class RleReader {
 public:
  RleReader(Bytes pixels, const Header& header, Image& image) : rest_(pixels), header_(header), image_(image) {}

  void run() {
    std::fill(image_.samples.begin(), image_.samples.end(), std::uint8_t{0});
    for (;;) {
      const std::uint8_t count = next();
      const std::uint8_t value = next();
      if (count > 0) {
        for (std::size_t i = 0; i < count; ++i) put(header_.bits == 8 ? value : nibble(value, i));
      } else if (value == 0) {
        x_ = 0;
        ++y_;
      } else if (value == 1) {
        return;
      } else if (value == 2) {
        x_ += next();
        y_ += next();
      } else {
        literal(value);
      }
      // A full picture needs no end mark.
      if (y_ >= header_.height) return;
    }
  }

 private:
  static std::uint8_t nibble(std::uint8_t byte, std::size_t index) { return index % 2 == 0 ? byte >> 4 : byte & 15; }

  std::uint8_t next() {
    if (rest_.empty()) throw ends_early(Format::bmp);
    const std::uint8_t byte = rest_.front();
    rest_ = rest_.subspan(1);
    return byte;
  }

  void literal(std::size_t count) {
    std::uint8_t byte = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (header_.bits == 8 || i % 2 == 0) byte = next();
      put(header_.bits == 8 ? byte : nibble(byte, i));
    }
    const std::size_t bytes = header_.bits == 8 ? count : (count + 1) / 2;
    if (bytes % 2 == 1) next();
  }

  void put(std::uint8_t index) {
    // Some writers pad their rows: what lies outside is not seen.
    if (x_ >= header_.width || y_ >= header_.height) return;
    std::uint8_t* to = row_of(image_, header_, y_) + x_ * 4;
    put_color(header_, index, to);
    to[3] = 0xff;
    ++x_;
  }

  Bytes rest_;
  const Header& header_;
  Image& image_;
  std::size_t x_ = 0;
  std::size_t y_ = 0;
};

/// Many writers leave the alpha channel at 0 and mean an opaque picture.
void mend_alpha(Image& image) {
  bool any = false;
  for (std::size_t i = 3; i < image.samples.size(); i += 4) any |= image.samples[i] != 0;
  if (any) return;
  for (std::size_t i = 3; i < image.samples.size(); i += 4) image.samples[i] = 0xff;
}

}  // namespace

Picture decode_bmp(Bytes bytes, const ReadOptions& options) {
  Picture picture;
  const Header header = read_header(bytes);
  check_size(Format::bmp, header.width, header.height, options);
  (void)choose_frame(1, options, "an animation", "frame");
  if (header.pixels_at > bytes.size()) throw ends_early(Format::bmp);
  const Bytes pixels = bytes.subspan(header.pixels_at);
  const bool rle = header.compression == rle8 || header.compression == rle4;
  const bool alpha = rle || (header.bits >= 16 && header.fields[3].mask != 0);
  picture.image = make_image(header.width, header.height, alpha ? 4 : 3, 8);
  if (rle) {
    RleReader(pixels, header, picture.image).run();
  } else {
    read_rows(pixels, header, picture.image);
    if (alpha) mend_alpha(picture.image);
  }
  picture.color = header.color;
  return picture;
}

}  // namespace kvant
