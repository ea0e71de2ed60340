#include "image/heif_frames.hpp"

#include <algorithm>
#include <optional>

#include "image/decoders.hpp"

namespace kvant {
namespace {

/// Bits, the highest of each byte first.
class BitReader {
 public:
  explicit BitReader(ByteView bytes) : bytes_(bytes) {}

  std::uint32_t take(std::uint32_t count) {
    std::uint32_t value = 0;
    for (std::uint32_t i = 0; i < count; ++i) value = value << 1 | (flag() ? 1U : 0U);
    return value;
  }

  bool flag() {
    if (at_ / 8 >= bytes_.size()) throw damaged(Format::heif, "a header of its pixels is cut short");
    const bool set = (bytes_[at_ / 8] >> (7 - at_ % 8) & 1) != 0;
    ++at_;
    return set;
  }

  void skip(std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) (void)flag();
  }

  /// As many zeros, a one, and as many bits: "uvlc" of AV1 and "ue" of HEVC.
  std::uint32_t exp_golomb() {
    std::uint32_t zeros = 0;
    while (!flag()) ++zeros;
    if (zeros >= 32) throw damaged(Format::heif, "a header of its pixels holds a number without end");
    return (1U << zeros) - 1 + take(zeros);
  }

 private:
  ByteView bytes_;
  std::size_t at_ = 0;
};

/// What AV1's sequence header says that is needed to find the size of its frames.
struct Av1Sequence {
  bool reduced = false;  ///< of a still picture, whose frame has no size of its own
  std::uint32_t width_bits = 0;
  std::uint32_t height_bits = 0;
  FrameSize largest{};
  std::uint32_t time_bits = 0;  ///< of each frame's time
  std::uint32_t id_bits = 0;    ///< of each frame's number
  std::uint32_t screen_content = 0;
  std::uint32_t integer_motion = 0;
};
constexpr std::uint32_t kFrameSays = 2;  // of screen_content and integer_motion: 0 and 1 hold for all frames

/// AV1 specification, 5.5.1, up to what comes before the frame sizes.
void read_operating_points(BitReader& bits, Av1Sequence& sequence) {
  bool model = false;
  std::uint32_t delay_bits = 0;
  if (bits.flag()) {  // timing
    bits.skip(64);
    const bool equal_intervals = bits.flag();
    if (equal_intervals) (void)bits.exp_golomb();
    model = bits.flag();
    if (model) {
      delay_bits = bits.take(5) + 1;
      bits.skip(32 + 5);
      const std::uint32_t time_bits = bits.take(5) + 1;
      if (!equal_intervals) sequence.time_bits = time_bits;
    }
  }
  const bool display_delay = bits.flag();
  const std::uint32_t points = bits.take(5) + 1;
  for (std::uint32_t i = 0; i < points; ++i) {
    bits.skip(12);
    if (bits.take(5) > 7) bits.skip(1);
    if (model && bits.flag()) bits.skip(2 * delay_bits + 1);
    if (display_delay && bits.flag()) bits.skip(4);
  }
}

/// AV1 specification, 5.5.1.
Av1Sequence read_sequence(ByteView data) {
  BitReader bits(data);
  Av1Sequence sequence;
  bits.skip(3 + 1);
  sequence.reduced = bits.flag();
  if (sequence.reduced) {
    bits.skip(5);
  } else {
    read_operating_points(bits, sequence);
  }
  sequence.width_bits = bits.take(4) + 1;
  sequence.height_bits = bits.take(4) + 1;
  sequence.largest.width = std::uint64_t{bits.take(sequence.width_bits)} + 1;
  sequence.largest.height = std::uint64_t{bits.take(sequence.height_bits)} + 1;
  if (sequence.reduced) return sequence;
  if (bits.flag()) {
    const std::uint32_t difference_bits = bits.take(4) + 2;
    sequence.id_bits = difference_bits + bits.take(3) + 1;
  }
  bits.skip(3 + 4);
  if (bits.flag()) bits.skip(2);  // the order of frames
  sequence.screen_content = bits.flag() ? kFrameSays : bits.take(1);
  sequence.integer_motion = kFrameSays;
  if (sequence.screen_content > 0) sequence.integer_motion = bits.flag() ? kFrameSays : bits.take(1);
  return sequence;
}

/// AV1 specification, 5.9.2, up to frame_size_override_flag.
bool has_own_size(ByteView data, const Av1Sequence& sequence) {
  if (sequence.reduced) return false;
  BitReader bits(data);
  if (bits.flag()) return false;  // an earlier frame, shown now
  constexpr std::uint32_t key = 0;
  constexpr std::uint32_t switching = 3;
  const std::uint32_t type = bits.take(2);
  const bool shown = bits.flag();
  if (shown) {
    bits.skip(sequence.time_bits);
  } else {
    bits.skip(1);
  }
  if (type != switching && !(type == key && shown)) bits.skip(1);
  bits.skip(1);
  const bool screen_content = sequence.screen_content == kFrameSays ? bits.flag() : sequence.screen_content == 1;
  if (screen_content && sequence.integer_motion == kFrameSays) bits.skip(1);
  bits.skip(sequence.id_bits);
  return type == switching || bits.flag();
}

/// AV1 specification, 4.10.5.
std::uint64_t take_leb128(ByteView data, std::size_t& at) {
  std::uint64_t value = 0;
  for (std::uint32_t shift = 0; shift < 56; shift += 7) {
    if (at >= data.size()) break;
    const std::uint8_t byte = data[at++];
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return value;
  }
  throw damaged(Format::heif, "the size of a part of its pixels is cut short");
}

}  // namespace

std::vector<FrameSize> av1_frames(ByteView data, bool configuration) {
  std::vector<FrameSize> sizes;
  std::optional<Av1Sequence> sequence;
  std::size_t at = 0;
  while (at < data.size()) {
    const std::uint8_t header = data[at];
    const bool sized = (header & 2) != 0;
    at += (header & 4) != 0 ? 2 : 1;
    if (configuration && !sized) throw damaged(Format::heif, "a part of its av1C box has no end");
    const std::uint64_t size = sized ? take_leb128(data, at) : data.size() - std::min(at, data.size());
    if (at > data.size() || size > data.size() - at) throw damaged(Format::heif, "a part of its pixels is cut short");
    const ByteView part = data.subspan(at, static_cast<std::size_t>(size));
    at += part.size();
    constexpr int sequence_header = 1;
    constexpr int frame_header = 3;
    constexpr int frame = 6;
    constexpr int repeated_frame_header = 7;
    const int type = header >> 3 & 0xf;
    if (type == sequence_header) {
      sequence = read_sequence(part);
      sizes.push_back(sequence->largest);
    } else if (type == frame_header || type == frame || type == repeated_frame_header) {
      if (configuration || !sequence) throw damaged(Format::heif, "it has a frame before its header");
      if (has_own_size(part, *sequence)) {
        sizes.push_back({std::uint64_t{1} << sequence->width_bits, std::uint64_t{1} << sequence->height_bits});
      }
    }
  }
  return sizes;
}

std::vector<FrameSize> hevc_unit_frames(ByteView unit) {
  constexpr int parameter_set = 33;
  if (unit.size() < 2 || (unit[0] >> 1 & 0x3f) != parameter_set) return {};
  const int layer = (unit[0] & 1) << 5 | unit[1] >> 3;
  if (layer != 0) return {};  // of a second view, which the decoder leaves out
  Bytes raw;                  // without the 3 that keeps zeros from looking like a start code
  int zeros = 0;
  for (const std::uint8_t byte : unit.subspan(2)) {
    const bool stuffed = zeros >= 2 && byte == 3;
    if (!stuffed) raw.push_back(byte);
    zeros = byte == 0 ? zeros + 1 : 0;
  }
  // ITU-T H.265, 7.3.2.2.1, up to the size.
  BitReader bits(raw);
  bits.skip(4);
  const std::uint32_t more_layers = bits.take(3);
  bits.skip(1 + 96);
  std::uint32_t layer_bits = 0;
  for (std::uint32_t i = 0; i < more_layers; ++i) {
    if (bits.flag()) layer_bits += 88;
    if (bits.flag()) layer_bits += 8;
  }
  if (more_layers > 0) bits.skip(2 * (8 - more_layers));
  bits.skip(layer_bits);
  (void)bits.exp_golomb();
  constexpr std::uint32_t full_chroma = 3;
  if (bits.exp_golomb() == full_chroma) bits.skip(1);
  const std::uint64_t width = bits.exp_golomb();
  const std::uint64_t height = bits.exp_golomb();
  return {{width, height}};
}

std::vector<FrameSize> hevc_frames(ByteView data) {
  std::vector<FrameSize> sizes;
  constexpr std::size_t length_bytes = 4;
  while (!data.empty()) {
    if (data.size() < length_bytes) throw ends_early(Format::heif);
    const std::size_t size =
        std::size_t{data[0]} << 24 | std::size_t{data[1]} << 16 | std::size_t{data[2]} << 8 | data[3];
    data = data.subspan(length_bytes);
    if (size > data.size()) throw ends_early(Format::heif);
    const std::vector<FrameSize> found = hevc_unit_frames(data.first(size));
    sizes.insert(sizes.end(), found.begin(), found.end());
    data = data.subspan(size);
  }
  return sizes;
}

}  // namespace kvant
