// What the pictures of an AVIF or HEIC file are made of.
#pragma once

#include <cstdint>
#include <set>

#include "image/bytes.hpp"

namespace kvant {

/// `iref`: the content of that box, `pictures`: the numbers of the items that are pictures. Throws Error where libheif
/// would run out of memory or end the program: unsupported when pictures are made of others in too many steps, or of
/// themselves, or have alpha twice; corrupt when a part of one is no picture.
void check_heif_references(ByteView iref, const std::set<std::uint32_t>& pictures);

}  // namespace kvant
