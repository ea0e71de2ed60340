#include <string>

#include "image/encoders.hpp"

namespace kvant {

Bytes encode_pnm(const IndexedView& view) {
  const unsigned channels = (view.gray() ? 1 : 3) + (view.opaque() ? 0 : 1);
  const std::string width = std::to_string(view.width());
  const std::string height = std::to_string(view.height());
  const std::string header = view.opaque() ? (view.gray() ? "P5\n" : "P6\n") + width + " " + height + "\n255\n"
                                           : "P7\nWIDTH " + width + "\nHEIGHT " + height + "\nDEPTH " +
                                                 std::to_string(channels) + "\nMAXVAL 255\nTUPLTYPE " +
                                                 (view.gray() ? "GRAYSCALE_ALPHA" : "RGB_ALPHA") + "\nENDHDR\n";
  Bytes out;
  out.reserve(header.size() + std::size_t{view.width()} * view.height() * channels);
  out.insert(out.end(), header.begin(), header.end());
  for (std::uint32_t y = 0; y < view.height(); ++y) {
    view.for_row(y, [&](std::uint32_t, std::uint16_t index) {
      const Color& color = view.palette()[index];
      out.push_back(color.r);
      if (!view.gray()) out.insert(out.end(), {color.g, color.b});
      if (!view.opaque()) out.push_back(color.a);
    });
  }
  return out;
}

}  // namespace kvant
