// What the pictures of an AVIF or HEIC file are made of.
#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "image/bytes.hpp"

namespace kvant {

/// An item, and one that it is made of or needs.
using HeifLinks = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

struct HeifReferences {
  HeifLinks parts = {};        ///< what items are made of, in order
  HeifLinks auxiliaries = {};  ///< items, and what goes with them: alpha, depth
};

/// `iref`: the content of that box, `pictures`: the numbers of the items that
/// are pictures. Throws Error where libheif would run out of memory or end the program: unsupported when pictures are
/// made of others in too many steps, or of themselves, or have alpha twice; corrupt when a part of one is no picture.
HeifReferences check_heif_references(ByteView iref, const std::set<std::uint32_t>& pictures);

}  // namespace kvant
