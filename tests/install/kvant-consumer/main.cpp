// What another project does with an installed kvant: quantizes, encodes, decodes, and catches an Error.
#include <cstdio>
#include <kvant/kvant.hpp>

int main() {
  kvant::Image image{.width = 16, .height = 16, .samples = {}};
  for (int i = 0; i < 16 * 16; ++i) {
    const auto shade = static_cast<std::uint8_t>(i);
    image.samples.insert(image.samples.end(), {shade, shade, static_cast<std::uint8_t>(255 - shade)});
  }
  const kvant::QuantizeResult result = kvant::quantize(image, {.colors = 7});
  const kvant::ReadResult back = kvant::decode_image(kvant::encode_image(result.image, kvant::Format::png));
  if (result.image.palette.size() != 7 || back.image.width != 16 || back.image.height != 16) {
    std::puts("the wrong picture came back");
    return 1;
  }
  try {
    static_cast<void>(kvant::quantize(image, {.colors = 0}));
    std::puts("0 colors were accepted");
    return 1;
  } catch (const kvant::Error& error) {
    std::printf("kvant %s: 7 colors are fine; 0: %s\n", std::string(kvant::version()).c_str(), error.what());
  }
}
