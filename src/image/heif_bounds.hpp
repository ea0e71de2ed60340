// What an AVIF or HEIC file can make libheif take memory for, looked at before libheif sees the file.
#pragma once

#include <cstdint>
#include <map>

#include "image/bytes.hpp"
#include "kvant/error.hpp"
#include "kvant/io.hpp"

namespace kvant {

/// Returns what is wrong with items that libheif draws all the same: corrupt where tiles do not cover their picture,
/// unsupported where alpha has another size than the colors. Throws Error: limit when any picture in the file, shown or
/// not, is larger than the options allow, or when its items take far more bytes than the file has; corrupt when it
/// contradicts itself or ends before its metadata do; and those of check_heif_references(). What is no such file at all
/// is left to libheif to refuse.
[[nodiscard]] std::map<std::uint32_t, Error> check_heif(ByteView bytes, const ReadOptions& options);

}  // namespace kvant
