// make_seeds FOLDER: writes a folder of seeds for each harness.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "image/formats.hpp"
#include "kvant/palette.hpp"
#include "support/corpus.hpp"
#include "unit/image_read/small_files.hpp"

namespace {

void write(const std::filesystem::path& folder, const std::string& name, const kvant::test::File& bytes) {
  std::filesystem::create_directories(folder);
  std::ofstream(folder / name, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

void add(const std::filesystem::path& root, std::string name, const kvant::test::File& bytes) {
  std::replace(name.begin(), name.end(), ' ', '_');
  constexpr const char* folders[] = {"png", "jpeg", "webp", "gif", "tiff", "bmp", "pnm", "heif", "jxl"};
  if (const auto format = kvant::find_format(bytes)) {
    write(root / ("decode_" + std::string(folders[static_cast<int>(*format)]) + "_fuzzer"), name, bytes);
  }
  write(root / "decode_fuzzer", name, bytes);
  write(root / "encode_fuzzer", name, bytes);                // any bytes describe a picture
  kvant::test::File redrawn = {15, 2, 0, 0, 0, 0, 0, 0, 0};  // 16 colors in Oklab, as a PNG
  redrawn.insert(redrawn.end(), bytes.begin(), bytes.end());
  write(root / "redraw_fuzzer", name, redrawn);
}

void add_palettes(const std::filesystem::path& root) {
  const kvant::NamedPalette palette = {.name = "Seeds",
                                       .colors = {{1, 2, 3, 255}, {255, 0, 128, 255}, {1, 2, 3, 255}},
                                       .names = {"one", "two", "three"}};
  std::uint8_t number = 0;
  for (const kvant::PaletteFormat format : kvant::palette_formats()) {
    kvant::test::File file = {number++};
    const auto bytes = kvant::encode_palette(palette, format);
    file.insert(file.end(), bytes.begin(), bytes.end());
    write(root / "palette_fuzzer", std::string(kvant::palette_format_name(format)), file);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::filesystem::path root = argv[1];
  add_palettes(root);
  for (const auto& [name, bytes] : kvant::test::small_files()) add(root, name, bytes);
  const std::filesystem::path suite = kvant::test::corpus_dir() / "pngsuite";
  if (!std::filesystem::is_directory(suite)) return 0;
  for (const auto& entry : std::filesystem::directory_iterator(suite)) {
    if (entry.path().extension() == ".png") {
      add(root, entry.path().filename().string(), kvant::read_file(entry.path()));
    }
  }
  return 0;
}
