#include "image/heif_references.hpp"

#include <map>
#include <string>

#include "image/decoders.hpp"
#include "image/heif_boxes.hpp"

namespace kvant {
namespace {

constexpr int kMostSteps = 4;  // such as alpha of a tile of a grid in an overlay that is turned

/// libheif decodes an item by decoding all that it is made of, and its alpha, before it lets go of its own canvas.
void check_steps(const HeifLinks& links) {
  std::map<std::uint32_t, int> steps;
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [item, part] : links) {
      const int least = steps[part] + 1;
      if (steps[item] >= least) continue;
      steps[item] = least;
      changed = true;
      if (least > kMostSteps) {
        throw Error(ErrorCode::unsupported, "is a kind of HEIF that is not read here: made of pictures in more than " +
                                                std::to_string(kMostSteps) + " steps");
      }
    }
  }
}

/// libheif aborts at a picture that has alpha and is made of one that has.
void check_alpha(const HeifLinks& parts, const std::set<std::uint32_t>& have_alpha) {
  std::set<std::uint32_t> carry_alpha = have_alpha;
  for (int step = 0; step < kMostSteps; ++step) {
    for (const auto& [item, part] : parts) {
      if (!carry_alpha.contains(part)) continue;
      if (have_alpha.contains(item)) {
        throw Error(ErrorCode::unsupported, "is a kind of HEIF that is not read here: with alpha in its parts, too");
      }
      carry_alpha.insert(item);
    }
  }
}

}  // namespace

HeifReferences check_heif_references(ByteView iref, const std::set<std::uint32_t>& pictures) {
  HeifReferences found;
  HeifLinks links;
  std::set<std::uint32_t> have_alpha;  // or other pictures that go with them: depth
  BoxFields fields(iref);
  const std::size_t id_size = fields.take(4) >> 24 == 0 ? 2 : 4;
  while (!fields.done()) {
    const std::uint32_t type = take_box_header(fields).type;
    const auto from = static_cast<std::uint32_t>(fields.take(id_size));
    const std::uint64_t count = fields.take(2);
    for (std::uint64_t i = 0; i < count && !fields.done(); ++i) {
      const auto to = static_cast<std::uint32_t>(fields.take(id_size));
      if (type == fourcc("dimg")) {
        // libheif aborts at one that is not there.
        if (!pictures.contains(to)) throw damaged(Format::heif, "a part of its picture is none");
        found.parts.emplace_back(from, to);
        links.emplace_back(from, to);
      } else if (type == fourcc("auxl")) {
        have_alpha.insert(to);
        found.auxiliaries.emplace_back(to, from);
        links.emplace_back(to, from);
      }
    }
  }
  check_steps(links);
  check_alpha(found.parts, have_alpha);
  return found;
}

}  // namespace kvant
