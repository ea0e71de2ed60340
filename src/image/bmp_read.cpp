// BMP: Windows (3 to V5) and OS/2 headers (those of version 2 cut short, too), 1 to 32 bits, bit fields, RLE4 and RLE8.
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

std::uint32_t u16(ByteView bytes, std::size_t at) {
  if (at + 2 > bytes.size()) throw ends_early(Format::bmp);
  return std::uint32_t{bytes[at]} | std::uint32_t{bytes[at + 1]} << 8;
}

std::uint32_t u32(ByteView bytes, std::size_t at) { return u16(bytes, at) | u16(bytes, at + 2) << 16; }

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
  std::uint64_t pixels_at = 0;
  std::array<Field, 4> fields;  ///< red, green, blue, alpha; for 16 and 32 bits
  std::vector<std::array<std::uint8_t, 3>> palette;
  ColorTag color;
  std::string warning;

  [[nodiscard]] bool rle() const { return compression == rle8 || compression == rle4; }
  [[nodiscard]] std::uint64_t row_bytes() const { return (std::uint64_t{width} * bits + 31) / 32 * 4; }
  /// What all rows take; the padding of the last one may be missing.
  [[nodiscard]] std::uint64_t pixel_bytes() const {
    return height == 0 ? 0 : row_bytes() * (height - 1) + (std::uint64_t{width} * bits + 7) / 8;
  }
};

/// The field of the header at that place in the file; 0 if the header is too short to have it.
std::uint32_t header_field(ByteView bytes, std::uint32_t header_bytes, std::size_t at) {
  return at + 4 <= std::size_t{kFileHeaderBytes} + header_bytes ? u32(bytes, at) : 0;
}

/// Pixels cannot begin before the header, the masks and the palette end, whatever the offset says.
void begin_behind(std::uint64_t end, Header& header) { header.pixels_at = std::max(header.pixels_at, end); }

/// An alpha mask counts also where the masks of colors do not, if it fits beside them.
Field alpha_beside(const std::array<Field, 4>& colors, std::uint32_t mask, std::uint32_t bits) {
  const std::uint32_t taken = colors[0].mask | colors[1].mask | colors[2].mask;
  const std::uint64_t top = mask == 0 ? 0 : mask >> std::countr_zero(mask);
  const bool fits = (mask & taken) == 0 && (top & (top + 1)) == 0 && (bits == 32 || mask <= 0xffff);
  return Field(fits ? mask : 0);
}

void read_fields(ByteView bytes, std::uint32_t header_bytes, Header& header) {
  const bool masks_inside = header_bytes >= 52;
  const bool alpha_inside = header_bytes == 56 || header_bytes >= 108;
  const std::size_t at = std::size_t{kFileHeaderBytes} + (masks_inside ? 40 : header_bytes);
  if (header.compression == uncompressed) {
    header.fields = header.bits == 16 ? std::array{Field(0x7c00), Field(0x03e0), Field(0x001f), Field()}
                                      : std::array{Field(0xff0000), Field(0xff00), Field(0xff), Field()};
    if (alpha_inside) header.fields[3] = alpha_beside(header.fields, u32(bytes, at + 12), header.bits);
    begin_behind(std::uint64_t{kFileHeaderBytes} + header_bytes, header);
    return;
  }
  for (std::size_t c = 0; c < 3; ++c) header.fields[c] = Field(u32(bytes, at + 4 * c));
  const bool alpha = alpha_inside || header.compression == alpha_bit_fields;
  if (alpha) header.fields[3] = Field(u32(bytes, at + 12));
  begin_behind(masks_inside ? std::uint64_t{kFileHeaderBytes} + header_bytes : at + (alpha ? 16 : 12), header);
}

void read_palette(ByteView bytes, std::uint32_t header_bytes, Header& header) {
  const std::uint32_t entry = header_bytes == kOs2HeaderBytes ? 3 : 4;
  const std::uint32_t most = 1U << header.bits;
  std::uint32_t count = header_field(bytes, header_bytes, 46);
  if (count == 0 || count > most) count = most;
  const std::size_t at = std::size_t{kFileHeaderBytes} + header_bytes;
  const std::uint64_t end = at + std::uint64_t{count} * entry;
  if (header.pixels_at > at && header.pixels_at < end) {
    // Either the offset is wrong, or colors were left out without saying so, as writers of OS/2 files do: the pixels
    // then fill the file from there on.
    std::uint64_t needed = header.rle() ? header_field(bytes, header_bytes, 34) : header.pixel_bytes();
    if (needed == 0) needed = bytes.size() - std::min<std::uint64_t>(bytes.size(), header.pixels_at);
    if (end + needed > bytes.size() && header.pixels_at + needed <= bytes.size()) {
      count = static_cast<std::uint32_t>((header.pixels_at - at) / entry);
    }
  }
  begin_behind(at + std::uint64_t{count} * entry, header);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t color = at + std::size_t{i} * entry;
    if (color + 3 > bytes.size()) throw ends_early(Format::bmp);
    header.palette.push_back({bytes[color + 2], bytes[color + 1], bytes[color]});
  }
}

void read_profile(ByteView bytes, std::uint32_t header_bytes, Header& header) {
  constexpr std::uint32_t embedded = 0x4d424544;  // "MBED"
  if (header_bytes < 124 || u32(bytes, kFileHeaderBytes + 56) != embedded) return;
  const std::size_t at = std::size_t{kFileHeaderBytes} + u32(bytes, kFileHeaderBytes + 112);
  const std::size_t size = u32(bytes, kFileHeaderBytes + 116);
  if (at > bytes.size() || size > bytes.size() - at) {
    header.warning = "its ICC profile is missing and was ignored";
    return;
  }
  const ByteView profile = bytes.subspan(at, size);
  header.color = IccProfile{{profile.begin(), profile.end()}};
}

Header read_header(ByteView bytes) {
  Header header;
  header.pixels_at = u32(bytes, 10);
  const std::uint32_t header_bytes = u32(bytes, kFileHeaderBytes);
  if (header_bytes == kOs2HeaderBytes) {
    header.width = u16(bytes, 18);
    header.height = u16(bytes, 20);
    header.bits = u16(bytes, 24);
  } else if (header_bytes < 16) {
    throw damaged(Format::bmp, "its header is too short");
  } else {
    header.width = u32(bytes, 18);
    const std::uint32_t height = u32(bytes, 22);
    header.top_down = height >= 0x80000000U;
    header.height = header.top_down ? 0U - height : height;
    header.bits = u16(bytes, 28);
    header.compression = header_field(bytes, header_bytes, 30);
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
    read_palette(bytes, header_bytes, header);
  } else if (header.bits == 24) {
    begin_behind(std::uint64_t{kFileHeaderBytes} + header_bytes, header);
  } else if (header.bits == 64) {
    throw Error(ErrorCode::unsupported, "is a BMP of a kind that kvant does not read (64 bits per pixel)");
  } else {
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

/// Draws palette colors. Those that the palette lacks are damage; a lenient reader draws them gray and counts them.
class Painter {
 public:
  Painter(const Header& header, const ReadOptions& options) : header_(header), lenient_(options.lenient) {}

  void put(std::size_t index, std::uint8_t* to) {
    if (index < header_.palette.size()) {
      std::copy_n(header_.palette[index].begin(), 3, to);
      return;
    }
    if (!lenient_) throw damaged(Format::bmp, "a pixel has a color that its palette lacks");
    std::fill_n(to, 3, std::uint8_t{0x80});
    ++lacking_;
  }

  void report(Picture& picture) const {
    if (lacking_ == 0) return;
    warn(picture, std::to_string(lacking_) + " of its pixels have colors that its palette lacks, drawn gray");
  }

 private:
  const Header& header_;
  bool lenient_;
  std::uint64_t lacking_ = 0;
};

/// Rows from `first` of the file on are missing.
void leave_out_rows(const Header& header, std::uint64_t first, Picture& picture) {
  if (header.top_down) return draw_missing(Format::bmp, picture, first, header.height);
  draw_missing(Format::bmp, picture, 0, header.height - first);
}

void read_row(const std::uint8_t* from, const Header& header, Painter& painter, Image& image, std::uint8_t* to) {
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
      painter.put((from[bit / 8] >> (8 - header.bits - bit % 8)) & ((1U << header.bits) - 1), to);
    }
  }
}

/// Many writers leave the alpha channel at 0 and mean an opaque picture.
void mend_alpha(Image& image) {
  bool any = false;
  for (std::size_t i = 3; i < image.samples.size(); i += 4) any |= image.samples[i] != 0;
  if (any) return;
  for (std::size_t i = 3; i < image.samples.size(); i += 4) image.samples[i] = 0xff;
}

void read_rows(ByteView pixels, const Header& header, Painter& painter, Picture& picture) {
  Image& image = picture.image;
  const bool whole = pixels.size() >= header.pixel_bytes();
  const std::uint64_t there = whole ? header.height : pixels.size() / header.row_bytes();
  for (std::size_t y = 0; y < there; ++y) {
    read_row(pixels.data() + y * header.row_bytes(), header, painter, image, row_of(image, header, y));
  }
  if (!whole) {
    // Whether there is alpha is asked of the pixels that are there.
    for (std::size_t y = there; y < header.height; ++y) {
      std::fill_n(row_of(image, header, y), std::size_t{image.width} * image.channels, std::uint8_t{0});
    }
  }
  if (image.channels == 4) mend_alpha(image);
  if (!whole) leave_out_rows(header, there, picture);
}

/// Run lengths. Pixels that are skipped are transparent, as viewers show them.
class RleReader {
 public:
  RleReader(ByteView pixels, const Header& header, Painter& painter, Image& image)
      : rest_(pixels), header_(header), painter_(painter), image_(image) {}

  /// Draws up to the end mark, a full picture or the end of the file, whichever comes first.
  void run() {
    std::fill(image_.samples.begin(), image_.samples.end(), std::uint8_t{0});
    while (y_ < header_.height && !ended_) step();
  }

  /// How many rows of the file are there.
  [[nodiscard]] std::uint64_t rows() const {
    if (!early_) return header_.height;
    return std::min<std::uint64_t>(y_ + (x_ >= header_.width ? 1 : 0), header_.height);
  }
  /// Whether the file ended before an end mark that it needed.
  [[nodiscard]] bool early() const { return early_; }

 private:
  static std::uint8_t nibble(std::uint8_t byte, std::size_t index) { return index % 2 == 0 ? byte >> 4 : byte & 15; }

  void step() {
    const std::uint8_t count = next();
    const std::uint8_t value = next();
    if (early_) return;
    if (count > 0) {
      for (std::size_t i = 0; i < count; ++i) put(header_.bits == 8 ? value : nibble(value, i));
    } else if (value == 0) {
      x_ = 0;
      ++y_;
    } else if (value == 1) {
      ended_ = true;
    } else if (value == 2) {
      const std::uint8_t right = next();
      const std::uint8_t up = next();
      if (early_) return;
      x_ += right;
      y_ += up;
    } else {
      literal(value);
    }
  }

  std::uint8_t next() {
    if (rest_.empty()) {
      early_ = ended_ = true;
      return 0;
    }
    const std::uint8_t byte = rest_.front();
    rest_ = rest_.subspan(1);
    return byte;
  }

  void literal(std::size_t count) {
    std::uint8_t byte = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (header_.bits == 8 || i % 2 == 0) byte = next();
      if (early_) return;
      put(header_.bits == 8 ? byte : nibble(byte, i));
    }
    const std::size_t bytes = header_.bits == 8 ? count : (count + 1) / 2;
    if (bytes % 2 == 1) next();
  }

  void put(std::uint8_t index) {
    // Some writers pad their rows: what lies outside is not seen.
    if (x_ >= header_.width || y_ >= header_.height) return;
    std::uint8_t* to = row_of(image_, header_, y_) + x_ * 4;
    painter_.put(index, to);
    to[3] = 0xff;
    ++x_;
  }

  ByteView rest_;
  const Header& header_;
  Painter& painter_;
  Image& image_;
  std::size_t x_ = 0;
  std::size_t y_ = 0;
  bool ended_ = false;
  bool early_ = false;
};

void read_rle(ByteView pixels, const Header& header, const ReadOptions& options, Painter& painter, Picture& picture) {
  RleReader reader(pixels, header, painter, picture.image);
  reader.run();
  if (reader.rows() < header.height) {
    if (!options.lenient) throw ends_early(Format::bmp);
    leave_out_rows(header, reader.rows(), picture);
  } else if (reader.early()) {
    warn(picture, "its end mark is missing");
  }
}

}  // namespace

Picture decode_bmp(ByteView bytes, const ReadOptions& options) {
  Picture picture;
  const Header header = read_header(bytes);
  check_size(Format::bmp, header.width, header.height, options);
  (void)choose_frame(1, options, "an animation", "frame");
  if (header.pixels_at > bytes.size()) throw ends_early(Format::bmp);
  const ByteView pixels = bytes.subspan(header.pixels_at);
  if (!header.rle() && pixels.size() < (options.lenient ? header.row_bytes() : header.pixel_bytes())) {
    throw ends_early(Format::bmp);
  }
  const bool alpha = header.rle() || (header.bits >= 16 && header.fields[3].mask != 0);
  picture.image = make_image(header.width, header.height, alpha ? 4 : 3, 8);
  picture.warning = header.warning;
  Painter painter(header, options);
  if (header.rle()) {
    read_rle(pixels, header, options, painter, picture);
  } else {
    read_rows(pixels, header, painter, picture);
  }
  painter.report(picture);
  picture.color = header.color;
  return picture;
}

}  // namespace kvant
