// make_seeds FOLDER: writes a folder of seeds for each harness.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/tables/checkpoint.hpp"
#include "image/formats.hpp"
#include "kvant/palette.hpp"
#include "kvant/parts.hpp"
#include "support/corpus.hpp"
#include "table/npy_write.hpp"
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

/// The first byte chooses how the rest is read: 0 for as found.
void add_answers(const std::filesystem::path& root) {
  const std::vector<double> rows = {0, 1, 2, 30, 4, 5};
  const std::vector<double> centers = {1, 2, 4, 4};
  kvant::parts::Part part(kvant::DoublePointsView{.coordinates = rows, .dimensions = 2}, 0, 1);
  const kvant::parts::TableExtent whole = part.extent();
  const auto add_answer = [&](const std::string& name, const kvant::parts::Answer& answer) {
    write(root / "answers_fuzzer", name, answer.bytes);
  };
  add_answer("extent", whole);
  add_answer("sample", part.sample(whole, {.clusters = 2, .effort = 1}));
  add_answer("sums", part.sums(whole, centers));
  add_answer("far-rows", part.far_rows(whole, centers, centers, 2));
  add_answer("inertia", part.inertia(whole, centers));
}

void add_checkpoint(const std::filesystem::path& root) {
  // The task 0, and four coordinates; nothing is changed.
  kvant::test::File file = {0, 0, 0, 0, 0, 0, 0, 0, 4, 7, 0, 0};
  const auto bytes = kvant::cli::bytes_of({.task = 0, .iteration = 7, .centers = {1, 2.5, -3, 4}});
  file.insert(file.end(), bytes.begin(), bytes.end());
  write(root / "checkpoint_fuzzer", "sound", file);
}

void add_tables(const std::filesystem::path& root) {
  const auto add_text = [&](const std::string& name, std::string_view text) {
    kvant::test::File file = {0};
    file.insert(file.end(), text.begin(), text.end());
    write(root / "table_fuzzer", name, file);
  };
  add_text("csv", "a,\"b, \"\"c\"\"\",d\r\n1,2.5,-3e-4\r\n\" 4 \",NA,+6\r\n");
  add_text("semicolons", "\xef\xbb\xbfx;y\n1,5;2\n\n3;?\n");
  add_text("tabs", "1\t2\n3\t4");
  add_text("blanks", " 1   2 \n3 4\n");
  add_text("bars", "a|b\n1|inf\n2|1e999\n");
  const std::vector<double> numbers = {1, 2.5, -3, 4};
  const auto npy = kvant::npy_of_numbers(numbers, 2);
  add_text("npy", std::string(npy.begin(), npy.end()));
  std::string fortran(npy.begin(), npy.end());
  fortran.replace(fortran.find("False"), 5, "True ");
  add_text("fortran", fortran.replace(fortran.find("<f8"), 3, ">i4"));
  using namespace std::string_view_literals;
  add_text("gzip", "\x1f\x8b\x08\0\0\0\0\0\x02\x03\x33\xd4\x31\xe2\x32\xd6\x31\xe1\x02\0\x47\x93\x6c\xaf\x08\0\0\0"sv);
  add_text("zstandard", "\x28\xb5\x2f\xfd\x04\x58\x41\0\0\x31\x2c\x32\x0a\x33\x2c\x34\x0a\x0e\x73\xba\x36"sv);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::filesystem::path root = argv[1];
  add_palettes(root);
  add_tables(root);
  add_answers(root);
  add_checkpoint(root);
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
