// Redraws a picture with k colors: redraw IN OUT K
#include <charconv>
#include <filesystem>
#include <iostream>
#include <string_view>

#include "kvant/kvant.hpp"

int main(int argc, char** argv) {
  std::uint32_t colors = 0;
  if (argc == 4) {
    const std::string_view text = argv[3];
    std::from_chars(text.data(), text.data() + text.size(), colors);
  }
  if (colors == 0) {
    std::cerr << "usage: redraw IN OUT K\n";
    return 2;
  }
  try {
    const std::filesystem::path target = argv[2];
    const kvant::Format format = kvant::format_of_extension(target).value_or(kvant::Format::png);
    const kvant::ReadResult in = kvant::read_image(argv[1]);
    const kvant::QuantizeResult out = kvant::quantize(in.image, {.colors = colors});
    kvant::write_file(target, kvant::encode_image(out.image, format));
    std::cout << out.distinct_colors << " colors became " << out.image.palette.size() << ", at " << out.psnr << " dB\n";
  } catch (const kvant::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
