// What an AVIF or HEIC file can make libheif take memory for, looked at before libheif sees the file.
#pragma once

#include "image/bytes.hpp"
#include "kvant/io.hpp"

namespace kvant {

/// Throws Error: limit when any picture in the file, shown or not, is larger than the options allow, or when its items
/// take far more bytes than the file has; corrupt when it contradicts itself or ends before its metadata do; and those
/// of check_heif_references(). What is no such file at all is left to libheif to refuse.
void check_heif(ByteView bytes, const ReadOptions& options);

}  // namespace kvant
