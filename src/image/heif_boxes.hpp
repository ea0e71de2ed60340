// The boxes that AVIF and HEIC files are made of, ISO/IEC 14496-12.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "image/bytes.hpp"
#include "image/decoders.hpp"

namespace kvant {

/// The number that the four letters of a type are.
constexpr std::uint32_t fourcc(const char (&name)[5]) {
  std::uint32_t code = 0;
  for (int i = 0; i < 4; ++i) code = code << 8 | static_cast<std::uint8_t>(name[i]);
  return code;
}

/// What is in a box: numbers, the highest byte first, texts, and bytes. All throw Error(corrupt) at its end.
class BoxFields {
 public:
  explicit BoxFields(ByteView bytes) : rest_(bytes) {}

  /// `size`: up to 8 bytes.
  std::uint64_t take(std::size_t size) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : skip(size)) value = value << 8 | byte;
    return value;
  }

  std::uint32_t take32() { return static_cast<std::uint32_t>(take(4)); }

  ByteView skip(std::size_t size) {
    if (size > rest_.size()) throw damaged(Format::heif, "a box is too short for what it holds");
    const ByteView skipped = rest_.first(size);
    rest_ = rest_.subspan(size);
    return skipped;
  }

  /// Up to a zero, or to the end if there is none.
  std::string_view text() {
    const auto end = std::find(rest_.begin(), rest_.end(), 0);
    const ByteView found = skip(static_cast<std::size_t>(end - rest_.begin()));
    if (!done()) (void)skip(1);
    return {reinterpret_cast<const char*>(found.data()), found.size()};
  }

  [[nodiscard]] ByteView rest() const { return rest_; }
  [[nodiscard]] bool done() const { return rest_.empty(); }

 private:
  ByteView rest_;
};

struct BoxHeader {
  std::uint32_t type;
  std::uint64_t size;  ///< of what is behind the header, as that says
};

/// Throws Error(corrupt).
inline BoxHeader take_box_header(BoxFields& fields) {
  const std::size_t before = fields.rest().size();
  std::uint64_t size = fields.take(4);
  const std::uint32_t type = fields.take32();
  if (size == 1) size = fields.take(8);
  if (type == fourcc("uuid")) (void)fields.skip(16);
  const std::size_t header = before - fields.rest().size();
  if (size < header) throw damaged(Format::heif, "a box is smaller than its header");
  return {type, size - header};
}

/// visit(type, content) for one box after the other. Throws Error(corrupt).
template <class Visit>
void for_boxes(ByteView boxes, Visit visit) {
  for (BoxFields fields(boxes); !fields.done();) {
    const BoxHeader header = take_box_header(fields);
    if (header.size > fields.rest().size()) throw damaged(Format::heif, "a box ends behind the one that it is in");
    visit(header.type, fields.skip(static_cast<std::size_t>(header.size)));
  }
}

}  // namespace kvant
