#include <string>

#include "image/encoders.hpp"
#include "kvant/io.hpp"

namespace kvant {

Bytes encode_labels_npy(const IndexedImage& image) {
  count_indices(image);
  const bool wide = image.palette.size() > 256;
  std::string fields = std::string("{'descr': '") + (wide ? "<u2" : "|u1") + "', 'fortran_order': False, 'shape': (" +
                       std::to_string(image.height) + ", " + std::to_string(image.width) + "), }";
  // Magic, version and length take 10 bytes; spaces and a line feed bring the data to a multiple of 64.
  constexpr std::size_t prefix_bytes = 10;
  const std::size_t header_bytes = (prefix_bytes + fields.size() + 1 + 63) / 64 * 64;
  fields.resize(header_bytes - prefix_bytes - 1, ' ');
  fields += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(fields.size() & 255);
  header += static_cast<char>(fields.size() >> 8);
  header += fields;

  Bytes out(header.begin(), header.end());
  out.reserve(header_bytes + image.pixels() * (wide ? 2 : 1));
  std::visit(
      [&](const auto& indices) {
        for (const auto index : indices) {
          out.push_back(static_cast<std::uint8_t>(index));
          if (wide) out.push_back(static_cast<std::uint8_t>(index >> 8));
        }
      },
      image.indices);
  return out;
}

}  // namespace kvant
