// The sizes of the frames that the data of an AVIF or HEIC item announces, read without decoding any.
#pragma once

#include <cstdint>
#include <vector>

#include "image/bytes.hpp"

namespace kvant {

/// In pixels; no frame of the stream is larger than all of those named.
struct FrameSize {
  std::uint64_t width;
  std::uint64_t height;
};

/// Of AV1 data, an OBU after the other. `configuration`: of an av1C property, which may hold no frames and must end
/// where an OBU does, as the decoder gets it with an item's data behind. A frame with a size of its own counts as the
/// largest that the bits for it can say. Throws Error(corrupt).
[[nodiscard]] std::vector<FrameSize> av1_frames(ByteView data, bool configuration);

/// Of HEVC data: NAL units, each behind its length in 4 bytes. Throws Error(corrupt).
[[nodiscard]] std::vector<FrameSize> hevc_frames(ByteView data);

/// Of one HEVC NAL unit: none if it is no sequence parameter set. Throws Error(corrupt).
[[nodiscard]] std::vector<FrameSize> hevc_unit_frames(ByteView unit);

}  // namespace kvant
