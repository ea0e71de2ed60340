// Files that are missing, lie about their size, or are cut short.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "kvant/error.hpp"
#include "support/refusal.hpp"
#include "support/sanitized.hpp"
#include "unit/image_read/encoders.hpp"
#include "unit/image_read/small_files.hpp"

namespace kvant::test {
namespace {

/// Reads it, or finds out why not: anything but a valid image or an Error of one line fails the test.
std::optional<ReadResult> read(std::span<const std::uint8_t> bytes, const std::string& name, bool lenient = false) {
  try {
    ReadResult result = decode_image(bytes, {.max_pixels = 1 << 20, .frame = 0, .lenient = lenient});
    const Image& image = result.image;
    EXPECT_EQ(image.samples.size(), image.pixels() * image.channels * image.depth / 8) << name;
    EXPECT_GT(image.pixels(), 0U) << name;
    EXPECT_EQ(result.warning.find('\n'), std::string::npos) << result.warning;
    return result;
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()), "") << name;
    return std::nullopt;
  }
}

TEST(Hostile, TruncationAtEveryLength) {
  for (const auto& [name, file] : small_files()) {
    const std::optional<ReadResult> whole = read(file, name);
    ASSERT_TRUE(whole) << name;
    // The codecs of AVIF and HEIC are slow to start: every 7th length will do.
    const bool slow = name.find("picture") == 0;
    const std::size_t step = file.size() > 2000 && slow ? 7 : 1;
    for (std::size_t size = 0; size < file.size(); size += step) {
      // A copy of exactly that size, for the sanitizers to see what is read past its end.
      const File cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
      if (!slow) (void)read(cut, name, true);
      const std::optional<ReadResult> part = read(cut, name);
      if (!part) continue;
      const std::string what = name + " cut to " + std::to_string(size) + " of " + std::to_string(file.size());
      // What is read has every pixel, or the still picture of an animation that is cut, and says what is missing.
      EXPECT_TRUE(part->image.samples == whole->image.samples ||
                  part->warning.find("still picture") != std::string::npos)
          << what;
      // The last bytes of a BMP are padding. libjxl does not look for the pixels of frames that nobody asked for.
      const bool harmless = name.substr(0, 3) == "bmp" || (name == "jxl, animated" && size > file.size() / 2);
      EXPECT_TRUE(harmless || !part->warning.empty()) << what;
    }
  }
}

/// How many rows the warning says are missing at the end; 0 if it says something else.
std::uint32_t missing_rows(const ReadResult& read, const std::string& drawn) {
  for (std::uint32_t rows = 1; rows < read.image.height; ++rows) {
    const std::string of = std::to_string(rows) + " of " + std::to_string(read.image.height);
    if (read.warning == "the last " + of + " rows are missing, drawn " + drawn) return rows;
  }
  return 0;
}

TEST(Lenient, WebpDrawsTheRowsThatAreThere) {
  for (const std::uint32_t channels : {3U, 4U}) {
    const Image picture = make_picture(80, 96, channels);
    for (const bool lossless : {true, false}) {
      const File file = lossless ? encode_webp(picture) : encode_lossy(picture, Format::webp, {.quality = 80});
      const ReadResult whole = decode_image(file);
      const std::size_t row = whole.image.samples.size() / whole.image.height;
      for (const std::size_t percent : {60U, 80U, 97U}) {
        SCOPED_TRACE(std::to_string(channels) + (lossless ? " lossless " : " lossy ") + std::to_string(percent));
        const File cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(file.size() * percent / 100));
        expect_refusal(cut, ErrorCode::corrupt, "ends early: the rest of the WebP is missing");
        const ReadResult part = decode_image(cut, {.lenient = true});
        ASSERT_EQ(part.image.samples.size(), whole.image.samples.size());
        const std::uint32_t missing = missing_rows(part, channels == 4 ? "transparent" : "gray");
        ASSERT_GT(missing, 0U) << part.warning;
        const auto sound = static_cast<std::ptrdiff_t>(row * (part.image.height - missing));
        EXPECT_TRUE(
            std::equal(part.image.samples.begin(), part.image.samples.begin() + sound, whole.image.samples.begin()));
        const std::uint8_t fill = channels == 4 ? 0 : 0x80;
        EXPECT_TRUE(std::all_of(part.image.samples.begin() + sound, part.image.samples.end(),
                                [&](std::uint8_t sample) { return sample == fill; }));
      }
    }
  }
}

TEST(Hostile, AJpegXlThatIsCutEndsEarly) {
  const File file = encode_jxl({make_picture(80, 60)});
  if (file.empty()) GTEST_SKIP() << "this build does not read JPEG XL";
  for (const std::size_t percent : {20U, 50U, 90U}) {
    const File cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(file.size() * percent / 100));
    expect_refusal(cut, ErrorCode::corrupt, "ends early: the rest of the JPEG XL is missing");
  }
}

TEST(Hostile, DamageAtEveryByte) {
  for (const auto& [name, file] : small_files()) {
    const bool slow = name.find("picture") == 0;  // AVIF and HEIC start threads
    const std::size_t step = 1 + file.size() / (slow ? 60 : 300);
    for (std::size_t at = 0; at < file.size(); at += step) {
      for (unsigned damage : {0x01U, 0x80U, 0xffU}) {
        if (kSanitized && at / step % 3 != damage % 3) continue;
        File bad = file;
        bad[at] = static_cast<std::uint8_t>(bad[at] ^ damage);
        (void)read(bad, name);
        if (!slow) (void)read(bad, name, true);
      }
    }
  }
}

TEST(Limits, AreCheckedBeforeMemoryIsTaken) {
  const Image picture = make_picture(16, 12);
  const std::string message = "claims 16 x 12 pixels, more than --max-pixels 191";
  for (const auto& [name, file] : small_files()) {
    if (name.find("picture") == 0) continue;
    try {
      (void)decode_image(file, {.max_pixels = 191, .frame = 0});
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::limit) << name << error.what();
      EXPECT_EQ(std::string(error.what()), message) << name;
    }
    EXPECT_NO_THROW((void)decode_image(file, {.max_pixels = 192, .frame = 0})) << name;
  }
}

TEST(Limits, HugeClaims) {
  File pnm;
  for (char c : std::string("P6 100000 100000 255\n...")) pnm.push_back(static_cast<std::uint8_t>(c));
  expect_refusal(pnm, ErrorCode::limit, "claims 100000 x 100000 pixels, more than --max-pixels 268435456");
  File most;
  for (char c : std::string("P6 4294967295 4294967295 255\n...")) most.push_back(static_cast<std::uint8_t>(c));
  EXPECT_THROW((void)decode_image(most, {.max_pixels = ~std::uint64_t{0}, .frame = 0}), Error);
  File bmp = encode_bmp(make_picture(4, 4));
  for (std::size_t at : {18U, 22U}) {
    bmp[at] = 0xa0;
    bmp[at + 1] = 0x86;
    bmp[at + 2] = 0x01;  // 100000
  }
  expect_refusal(bmp, ErrorCode::limit, "claims 100000 x 100000 pixels, more than --max-pixels 268435456");
}

TEST(NotPictures, AreSaidToBeNone) {
  expect_refusal({}, ErrorCode::corrupt, "is empty");
  for (const char* text :
       {"Dear diary", "BM, or not to be", "Pages of text", "P", "GIF", "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"}) {
    const File file(text, text + std::strlen(text));
    try {
      (void)decode_image(file);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::unsupported) << text;
      EXPECT_EQ(std::string(error.what()).find("is not a picture in a format that kvant reads (PNG, JPEG, WebP"), 0U);
    }
  }
}

TEST(Hostile, CodecsPrintNothing) {
  if (std::string(KVANT_SANITIZERS) != "") GTEST_SKIP() << "sanitizers report on standard error, so it stays open";
  testing::internal::CaptureStderr();
  for (const auto& [name, file] : small_files()) {
    const std::span<const std::uint8_t> bytes = file;
    (void)read(bytes.first(file.size() * 2 / 3), name);
    File bad = file;
    for (std::size_t at = 40; at < bad.size(); at += 97) bad[at] = static_cast<std::uint8_t>(bad[at] ^ 0x55);
    (void)read(bad, name);
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

class Files : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& name, const File& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return folder_ / name;
  }

  static void expect(const std::filesystem::path& path, ErrorCode code, const std::string& message) {
    try {
      (void)read_image(path);
      ADD_FAILURE() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      EXPECT_EQ(std::string(error.what()), message);
    }
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("kvant-read-test-" + std::to_string(getpid()));
};

TEST_F(Files, AreReadByContent) {
  const Image picture = make_picture(16, 12);
  const ReadResult result = read_image(write("named.jpg", encode_png(picture)));
  EXPECT_EQ(result.format, Format::png);
  EXPECT_EQ(largest_difference(result.image, picture), 0U);
  EXPECT_EQ(result.bytes, encode_png(picture).size());
}

TEST_F(Files, ReadFileReadsAnything) {
  for (std::size_t size : {0U, 1U, 63U, 64U, 65U, 100000U}) {
    File bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 31);
    EXPECT_EQ(read_file(write("data", bytes)), bytes);
  }
  EXPECT_THROW((void)read_file(folder_ / "none"), Error);
}

TEST_F(Files, CannotBeRead) {
  expect(folder_ / "none.png", ErrorCode::not_found, "does not exist");
  expect(write("file", {1}) / "below.png", ErrorCode::not_found, "does not exist");
  expect(folder_, ErrorCode::io, "is a directory, not a file");
  expect(write("empty.png", {}), ErrorCode::corrupt, "is empty");
  File cut = encode_png(make_picture(16, 12));
  cut.resize(cut.size() / 2);
  expect(write("cut.png", cut), ErrorCode::corrupt, "ends early: the rest of the PNG is missing");
  cut = encode_jpeg(make_picture(64, 64));
  cut.resize(cut.size() / 2);
  expect(write("cut.jpg", cut), ErrorCode::corrupt, "ends early: the rest of the JPEG is missing");
  if (geteuid() == 0) return;  // root may read everything
  const auto secret = write("secret.png", encode_png(make_picture(16, 12)));
  ::chmod(secret.c_str(), 0);
  expect(secret, ErrorCode::io, "cannot be read: permission denied");
}

TEST_F(Files, EndlessDevicesAreRefusedAtOnce) { EXPECT_THROW((void)read_image("/dev/zero"), Error); }

TEST_F(Files, Pipes) {
  const auto path = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const File file = encode_bmp(make_picture(300, 200));
  const pid_t child = ::fork();
  if (child == 0) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
    ::_exit(0);
  }
  EXPECT_EQ(largest_difference(read_image(path).image, make_picture(300, 200)), 0U);
}

}  // namespace
}  // namespace kvant::test
