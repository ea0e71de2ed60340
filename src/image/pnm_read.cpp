// The Netpbm formats: PBM, PGM and PPM, plain and raw, and PAM. White space and comments are where netpbm has them.
#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "image/decoders.hpp"

namespace kvant {
namespace {

bool is_space(std::uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(std::uint8_t c) { return c >= '0' && c <= '9'; }

/// Reads text and numbers from the bytes of a file.
class Scanner {
 public:
  explicit Scanner(ByteView rest) : rest_(rest) {}

  [[nodiscard]] ByteView rest() const { return rest_; }

  std::uint8_t next() {
    if (rest_.empty()) throw ends_early(Format::pnm);
    const std::uint8_t byte = rest_.front();
    rest_ = rest_.subspan(1);
    return byte;
  }

  ByteView take(std::size_t size) {
    if (rest_.size() < size) throw ends_early(Format::pnm);
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
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

  /// The next character. A comment counts as the line end that closes it.
  std::uint8_t character() {
    std::uint8_t byte = next();
    if (byte == '#') {
      while (byte != '\n' && byte != '\r') byte = next();
    }
    return byte;
  }

  /// The next line of a PAM header, without white space around it.
  std::string line() {
    std::string text;
    for (std::uint8_t byte = next(); byte != '\n'; byte = next()) {
      if (!text.empty() || !is_space(byte)) text.push_back(static_cast<char>(byte));
      if (text.size() > 1000) throw damaged(Format::pnm, "a header line is too long");
    }
    while (!text.empty() && is_space(static_cast<std::uint8_t>(text.back()))) text.pop_back();
    return text;
  }

 private:
  void skip_blanks() {
    while (!rest_.empty() && (is_space(rest_.front()) || rest_.front() == '#')) {
      if (next() != '#') continue;
      while (!rest_.empty() && rest_.front() != '\n' && rest_.front() != '\r') next();
    }
  }

  ByteView rest_;
};

struct Header {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t channels = 0;  ///< in the file
  std::uint32_t top = 1;       ///< the sample value of white
  bool plain = false;          ///< numbers as text
  bool bits = false;           ///< PBM: a bit per pixel, 1 is black
  bool cmyk = false;           ///< four inks, 0 is none

  [[nodiscard]] bool gray() const { return channels <= 2; }
  [[nodiscard]] bool alpha() const { return cmyk ? channels == 5 : channels % 2 == 0; }
};

/// What the samples of a PAM stand for is its tuple type; without one its depth says it, as in netpbm.
void check_tuple_type(const std::string& type, Header& header) {
  struct Known {
    std::string_view name;
    std::uint32_t channels;
  };
  constexpr std::array<Known, 8> known = {{{"BLACKANDWHITE", 1},
                                           {"GRAYSCALE", 1},
                                           {"RGB", 3},
                                           {"BLACKANDWHITE_ALPHA", 2},
                                           {"GRAYSCALE_ALPHA", 2},
                                           {"RGB_ALPHA", 4},
                                           {"CMYK", 4},
                                           {"CMYK_ALPHA", 5}}};
  const std::string channels = std::to_string(header.channels) + (header.channels == 1 ? " channel" : " channels");
  if (type.empty()) {
    if (header.channels >= 1 && header.channels <= 4) return;
    throw Error(ErrorCode::unsupported, "is a PAM of " + channels + " without a TUPLTYPE; kvant reads 1 to 4 such");
  }
  const auto* const found =
      std::find_if(known.begin(), known.end(), [&](const Known& entry) { return entry.name == type; });
  if (found == known.end()) {
    std::string shown = type.substr(0, 40);
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    throw Error(ErrorCode::unsupported, "is a PAM of a kind that kvant does not read (TUPLTYPE " + shown + ")");
  }
  // A channel more than the colors of a type is alpha, whether its name says so or not.
  const bool one_more = header.channels == found->channels + 1 && !type.ends_with("_ALPHA");
  if (header.channels != found->channels && !one_more) {
    throw damaged(Format::pnm, "its TUPLTYPE " + type + " does not go with " + channels);
  }
  header.cmyk = type.starts_with("CMYK");
}

Header pam_header(Scanner& scanner) {
  Header header;
  header.top = 0;
  std::string type;
  for (;;) {
    const std::string line = scanner.line();
    if (line.empty() || line.front() == '#') continue;
    const std::size_t space = std::min(line.find_first_of(" \t\v\f\r"), line.size());
    const std::string key = line.substr(0, space);
    if (key == "ENDHDR") break;
    const std::string value = line.substr(std::min(line.find_first_not_of(" \t\v\f\r", space), line.size()));
    // Several such lines make one type, with spaces between.
    if (key == "TUPLTYPE") type += (type.empty() ? "" : " ") + value;
    Scanner digits({reinterpret_cast<const std::uint8_t*>(value.data()), value.size()});
    if (key == "WIDTH") header.width = digits.number();
    if (key == "HEIGHT") header.height = digits.number();
    if (key == "DEPTH") header.channels = digits.number();
    if (key == "MAXVAL") header.top = digits.number();
  }
  check_tuple_type(type, header);
  return header;
}

Header read_header(Scanner& scanner) {
  scanner.next();
  const std::uint8_t type = scanner.next();
  Header header;
  if (type == '7') {
    constexpr std::string_view thumbnail = " 332";
    const ByteView rest = scanner.rest();
    if (rest.size() > thumbnail.size() && std::equal(thumbnail.begin(), thumbnail.end(), rest.begin())) {
      throw Error(ErrorCode::unsupported, "is a thumbnail of the program xv (\"P7 332\"), which kvant does not read");
    }
    header = pam_header(scanner);
  } else {
    header.plain = type <= '3';
    header.bits = type == '1' || type == '4';
    header.channels = type == '3' || type == '6' ? 3 : 1;
    header.width = scanner.number();
    header.height = scanner.number();
    if (!header.bits) header.top = scanner.number();
    if (!header.plain && !is_space(scanner.character())) {
      throw damaged(Format::pnm, "its header does not end in white space");
    }
  }
  if (header.top < 1 || header.top > 65535) throw damaged(Format::pnm, "its largest value is not between 1 and 65535");
  return header;
}

std::size_t raw_row_bytes(const Header& header) {
  if (header.bits) return (std::size_t{header.width} + 7) / 8;
  return std::size_t{header.width} * header.channels * (header.top > 255 ? 2 : 1);
}

/// The rows of the file one by one, each sample scaled from 0..top to the full range of its type.
template <class Sample>
class Rows {
 public:
  Rows(Scanner& scanner, const Header& header) : scanner_(scanner), header_(header) {}

  void read(std::span<Sample> row) {
    if (header_.plain) {
      for (Sample& sample : row) sample = scale(header_.bits ? 1U - scanner_.bit() : scanner_.number());
      return;
    }
    const ByteView raw = scanner_.take(raw_row_bytes(header_));
    if (header_.bits) {
      for (std::size_t x = 0; x < row.size(); ++x) row[x] = scale(~(raw[x / 8] >> (7 - x % 8)) & 1U);
    } else if (header_.top < 256) {
      for (std::size_t i = 0; i < row.size(); ++i) row[i] = scale(raw[i]);
    } else {
      for (std::size_t i = 0; i < row.size(); ++i) row[i] = scale(std::uint32_t{raw[2 * i]} << 8 | raw[2 * i + 1]);
    }
  }

 private:
  [[nodiscard]] Sample scale(std::uint32_t value) const {
    constexpr std::uint64_t full = static_cast<Sample>(~Sample{0});
    const std::uint32_t top = header_.top;
    if (value > top) throw damaged(Format::pnm, "a sample is larger than the largest value");
    return static_cast<Sample>(top == full ? value : (value * full + top / 2) / top);
  }

  Scanner& scanner_;
  const Header& header_;
};

/// From the channels of the file to those of the image.
template <class Sample>
void put_row(const std::vector<Sample>& row, const Header& header, Sample* to) {
  const bool alpha = header.alpha();
  const std::size_t colors = header.channels - (alpha ? 1 : 0);
  for (auto from = row.begin(); from != row.end(); from += header.channels) {
    for (std::size_t c = 0; c < 3; ++c) *to++ = from[colors == 1 ? 0 : static_cast<std::ptrdiff_t>(c)];
    if (alpha) *to++ = from[static_cast<std::ptrdiff_t>(colors)];
  }
}

/// The same for inks, which become colors as those of a TIFF do.
template <class Sample>
void put_inks(const std::vector<Sample>& row, const Header& header, const CmykConverter& converter, Sample* to) {
  std::array<Sample, 3> color{};
  for (auto from = row.begin(); from != row.end(); from += header.channels) {
    converter.convert(reinterpret_cast<const std::uint8_t*>(&*from), reinterpret_cast<std::uint8_t*>(color.data()), 1);
    to = std::copy(color.begin(), color.end(), to);
    if (header.alpha()) *to++ = from[4];
  }
}

template <class Sample>
void read_pixels(Scanner& scanner, const Header& header, const ReadOptions& options, Picture& picture) {
  Image& image = picture.image;
  const CmykConverter converter({}, false, image.depth);
  Rows<Sample> rows(scanner, header);
  std::vector<Sample> row(std::size_t{header.width} * header.channels);
  auto* to = reinterpret_cast<Sample*>(image.samples.data());
  for (std::uint32_t y = 0; y < image.height; ++y, to += std::size_t{image.width} * image.channels) {
    try {
      rows.read(row);
    } catch (const Error&) {
      if (!options.lenient || y == 0) throw;
      return draw_missing(Format::pnm, picture, y, image.height);
    }
    if (header.cmyk) {
      put_inks(row, header, converter, to);
    } else {
      put_row(row, header, to);
    }
  }
}

/// Refuses files that are too short for their pixels before memory is taken for them.
void require_pixels(const Scanner& scanner, const Header& header, const ReadOptions& options) {
  // Plain: a digit each, at least.
  const std::uint64_t row =
      header.plain ? std::uint64_t{header.width} * header.channels : std::uint64_t{raw_row_bytes(header)};
  if (scanner.rest().size() < row * (options.lenient ? 1 : header.height)) throw ends_early(Format::pnm);
}

}  // namespace

Picture decode_pnm(ByteView bytes, const ReadOptions& options) {
  Scanner scanner(bytes);
  const Header header = read_header(scanner);
  check_size(Format::pnm, header.width, header.height, options);
  (void)choose_frame(1, options, "a series", "picture");
  require_pixels(scanner, header, options);
  Picture picture;
  picture.gray = header.gray();
  picture.image = make_image(header.width, header.height, header.alpha() ? 4 : 3, header.top > 255 ? 16 : 8);
  if (header.top > 255) {
    read_pixels<std::uint16_t>(scanner, header, options, picture);
  } else {
    read_pixels<std::uint8_t>(scanner, header, options, picture);
  }
  return picture;
}

}  // namespace kvant
