// The Netpbm formats: PBM, PGM and PPM, plain and raw, and PAM.
#include <algorithm>
#include <string>

#include "image/decoders.hpp"

namespace kvant {
namespace {

bool is_space(std::uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(std::uint8_t c) { return c >= '0' && c <= '9'; }

/// Reads text and numbers from the bytes of a file.
class Scanner {
 public:
  explicit Scanner(Bytes rest) : rest_(rest) {}

  [[nodiscard]] Bytes rest() const { return rest_; }

  std::uint8_t next() {
    if (rest_.empty()) throw ends_early(Format::pnm);
    const std::uint8_t byte = rest_.front();
    rest_ = rest_.subspan(1);
    return byte;
  }

  /// A decimal number after white space and comments.
  std::uint32_t number() {
    skip_blanks();
    std::uint64_t value = 0;
    if (rest_.empty()) throw ends_early(Format::pnm);
    if (!is_digit(rest_.front())) throw damaged(Format::pnm, "a number was expected");
    while (!rest_.empty() && is_digit(rest_.front())) {
      value = value * 10 + (next() - std::uint64_t{'0'});
      if (value > 0xffffffff) throw damaged(Format::pnm, "a number is too large");
    }
    return static_cast<std::uint32_t>(value);
  }

  /// A digit 0 or 1, as plain PBM has them without space between.
  std::uint8_t bit() {
    skip_blanks();
    const std::uint8_t byte = next();
    if (byte != '0' && byte != '1') throw damaged(Format::pnm, "a pixel is neither 0 nor 1");
    return byte == '1';
  }

  /// The next line without its end, for PAM headers.
  std::string line() {
    std::string text;
    for (std::uint8_t byte = next(); byte != '\n'; byte = next()) {
      text.push_back(static_cast<char>(byte));
      if (text.size() > 1000) throw damaged(Format::pnm, "a header line is too long");
    }
    return text;
  }

 private:
  void skip_blanks() {
    while (!rest_.empty() && (is_space(rest_.front()) || rest_.front() == '#')) {
      if (next() != '#') continue;
      while (!rest_.empty() && next() != '\n') {
      }
    }
  }

  Bytes rest_;
};

struct Header {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t channels = 0;  ///< in the file: 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha
  std::uint32_t top = 1;       ///< the sample value of white
  bool plain = false;          ///< numbers as text
  bool bits = false;           ///< PBM: a bit per pixel, 1 is black
};

Header pam_header(Scanner& scanner) {
  Header header;
  header.top = 0;
  for (std::string line = scanner.line(); line.substr(0, 6) != "ENDHDR"; line = scanner.line()) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t space = std::min(line.find_first_of(" \t"), line.size());
    const std::string key = line.substr(0, space);
    if (key == "TUPLTYPE") continue;  // the depth says the same for every type that has colors
    const std::string value = line.substr(space) + "\n";
    Scanner digits({reinterpret_cast<const std::uint8_t*>(value.data()), value.size()});
    if (key == "WIDTH") header.width = digits.number();
    if (key == "HEIGHT") header.height = digits.number();
    if (key == "DEPTH") header.channels = digits.number();
    if (key == "MAXVAL") header.top = digits.number();
  }
  if (header.channels < 1 || header.channels > 4) {
    throw Error(ErrorCode::unsupported,
                "is a PAM of " + std::to_string(header.channels) + " channels; kvant reads 1 to 4");
  }
  return header;
}

Header read_header(Scanner& scanner) {
  scanner.next();
  const std::uint8_t type = scanner.next();
  Header header;
  if (type == '7') {
    scanner.line();
    header = pam_header(scanner);
  } else {
    header.plain = type <= '3';
    header.bits = type == '1' || type == '4';
    header.channels = type == '3' || type == '6' ? 3 : 1;
    header.width = scanner.number();
    header.height = scanner.number();
    if (!header.bits) header.top = scanner.number();
    if (!header.plain && !is_space(scanner.next()))
      throw damaged(Format::pnm, "its header does not end in white space");
  }
  if (header.top < 1 || header.top > 65535) throw damaged(Format::pnm, "its largest value is not between 1 and 65535");
  return header;
}

/// Writes one sample, scaled from 0..top to the full range of the image's depth.
template <class Sample>
class Scaler {
 public:
  explicit Scaler(std::uint32_t top) : top_(top) {}
  Sample operator()(std::uint32_t value) const {
    constexpr std::uint64_t full = static_cast<Sample>(~Sample{0});
    if (value > top_) throw damaged(Format::pnm, "a sample is larger than the largest value");
    return static_cast<Sample>(top_ == full ? value : (value * full + top_ / 2) / top_);
  }

 private:
  std::uint32_t top_;
};

template <class Sample>
void read_pixels(Scanner& scanner, const Header& header, Image& image) {
  const Scaler<Sample> scale(header.top);
  auto* to = reinterpret_cast<Sample*>(image.samples.data());
  const std::size_t count = image.pixels() * header.channels;
  const bool gray = header.channels <= 2;
  const bool alpha = header.channels % 2 == 0;
  std::uint32_t channel = 0;
  const auto put = [&](Sample sample) {
    const bool is_alpha = alpha && channel + 1 == header.channels;
    for (int copies = gray && !is_alpha ? 3 : 1; copies > 0; --copies) *to++ = sample;
    channel = channel + 1 == header.channels ? 0 : channel + 1;
  };
  if (header.plain) {
    for (std::size_t i = 0; i < count; ++i) put(scale(header.bits ? 1U - scanner.bit() : scanner.number()));
    return;
  }
  const Bytes raw = scanner.rest();
  if (header.bits) {
    const std::size_t row = (std::size_t{header.width} + 7) / 8;
    for (std::size_t y = 0; y < header.height; ++y) {
      for (std::size_t x = 0; x < header.width; ++x) put(scale(~(raw[y * row + x / 8] >> (7 - x % 8)) & 1U));
    }
  } else if (header.top < 256) {
    for (std::size_t i = 0; i < count; ++i) put(scale(raw[i]));
  } else {
    for (std::size_t i = 0; i < count; ++i) put(scale(std::uint32_t{raw[2 * i]} << 8 | raw[2 * i + 1]));
  }
}

/// Refuses files that are too short for their pixels before memory is taken for them.
void require_pixels(const Scanner& scanner, const Header& header) {
  const std::uint64_t rows = header.height;
  std::uint64_t needed = rows * header.width * header.channels;  // plain: a digit each, at least
  if (!header.plain && header.bits) needed = rows * ((std::uint64_t{header.width} + 7) / 8);
  if (!header.plain && header.top > 255) needed *= 2;
  if (scanner.rest().size() < needed) throw ends_early(Format::pnm);
}

}  // namespace

Picture decode_pnm(Bytes bytes, const ReadOptions& options) {
  Scanner scanner(bytes);
  const Header header = read_header(scanner);
  check_size(Format::pnm, header.width, header.height, options);
  (void)choose_frame(1, options, "a series", "picture");
  require_pixels(scanner, header);
  Picture picture;
  picture.gray = header.channels <= 2;
  picture.image = make_image(header.width, header.height, header.channels % 2 == 0 ? 4 : 3, header.top > 255 ? 16 : 8);
  if (header.top > 255) {
    read_pixels<std::uint16_t>(scanner, header, picture.image);
  } else {
    read_pixels<std::uint8_t>(scanner, header, picture.image);
  }
  return picture;
}

}  // namespace kvant
