#include <algorithm>
#include <string>

#include "image/encoders.hpp"
#include "kvant/error.hpp"

namespace kvant {
namespace {

constexpr Color kBlack = {0, 0, 0, 255};
constexpr Color kWhite = {255, 255, 255, 255};

PnmKind kind_of(const IndexedView& view, PnmKind asked) {
  if (asked == PnmKind::fitting) {
    if (!view.opaque()) return PnmKind::pam;
    return view.gray() ? PnmKind::pgm : PnmKind::ppm;
  }
  const auto refuse = [](const char* reason) { throw Error(ErrorCode::unsupported, reason); };
  if (asked == PnmKind::pbm && !std::all_of(view.palette().begin(), view.palette().end(),
                                            [](const Color& color) { return color == kBlack || color == kWhite; })) {
    refuse("PBM holds black and white only; write PGM or PPM instead, or draw with the palette bw");
  }
  if (asked == PnmKind::pgm && (!view.gray() || !view.opaque())) {
    refuse("PGM holds opaque grays only; write PPM, or PAM with transparency, instead");
  }
  if (asked == PnmKind::ppm && !view.opaque()) refuse("PPM has no transparency; write PAM instead");
  return asked;
}

std::string header_of(const IndexedView& view, PnmKind kind, unsigned channels) {
  const std::string width = std::to_string(view.width());
  const std::string height = std::to_string(view.height());
  switch (kind) {
    case PnmKind::pbm:
      return "P4\n" + width + " " + height + "\n";
    case PnmKind::pgm:
      return "P5\n" + width + " " + height + "\n255\n";
    case PnmKind::ppm:
      return "P6\n" + width + " " + height + "\n255\n";
    default:
      return "P7\nWIDTH " + width + "\nHEIGHT " + height + "\nDEPTH " + std::to_string(channels) +
             "\nMAXVAL 255\nTUPLTYPE " + (channels <= 2 ? "GRAYSCALE" : "RGB") + (channels % 2 == 0 ? "_ALPHA" : "") +
             "\nENDHDR\n";
  }
}

/// A bit per pixel, 1 is black; rows are padded to bytes.
void append_bits(const IndexedView& view, Bytes& out) {
  for (std::uint32_t y = 0; y < view.height(); ++y) {
    const std::size_t row = out.size();
    out.resize(row + (std::size_t{view.width()} + 7) / 8);
    view.for_row(y, [&](std::uint32_t x, std::uint16_t index) {
      if (view.palette()[index] == kBlack) out[row + x / 8] |= static_cast<std::uint8_t>(0x80U >> (x % 8));
    });
  }
}

}  // namespace

Bytes encode_pnm(const IndexedView& view, const EncodeOptions& options) {
  const PnmKind kind = kind_of(view, options.pnm);
  const bool gray = view.gray() && kind != PnmKind::ppm;
  const unsigned channels = (gray ? 1 : 3) + (view.opaque() ? 0 : 1);
  const std::string header = header_of(view, kind, channels);
  Bytes out(header.begin(), header.end());
  if (kind == PnmKind::pbm) {
    append_bits(view, out);
    return out;
  }
  out.reserve(header.size() + std::size_t{view.width()} * view.height() * channels);
  for (std::uint32_t y = 0; y < view.height(); ++y) {
    view.for_row(y, [&](std::uint32_t, std::uint16_t index) {
      const Color& color = view.palette()[index];
      out.push_back(color.r);
      if (!gray) out.insert(out.end(), {color.g, color.b});
      if (!view.opaque()) out.push_back(color.a);
    });
  }
  return out;
}

}  // namespace kvant
