#include "color/recolor.hpp"

#include <algorithm>
#include <vector>

#include "color/color_order.hpp"

namespace kvant {
Palette recolored(const Palette& palette, const Palette& colors) {
  const std::vector<double> luminance = luminances(palette);
  std::vector<std::size_t> order = luminance_order(palette);
  std::erase_if(order, [&](std::size_t i) { return palette[i].a == 0; });
  Palette result = palette;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    // Fewer areas than colors are spread over them; one alone goes where its luminance belongs.
    const std::size_t last = colors.size() - 1;
    const auto place = order.size() > 1
                           ? (rank * last + (order.size() - 1) / 2) / (order.size() - 1)
                           : static_cast<std::size_t>(luminance[order[rank]] * static_cast<double>(last) + 0.5);
    Color color = colors[std::min(place, last)];
    color.a = static_cast<std::uint8_t>((color.a * palette[order[rank]].a + 127) / 255);
    result[order[rank]] = color.a == 0 ? Color{0, 0, 0, 0} : color;
  }
  return result;
}

}  // namespace kvant
