// A file that is read from any place in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace kvant {

class PlainFile {
 public:
  /// Throws Error(io).
  explicit PlainFile(const std::filesystem::path& path);
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;
  PlainFile(PlainFile&& other) noexcept;
  PlainFile& operator=(PlainFile&&) = delete;
  ~PlainFile();

  /// A file to write that has no name, in the folder for such files (TMPDIR, or /tmp): it is gone with its last reader,
  /// however the program ends. Throws Error(io).
  [[nodiscard]] static PlainFile temporary();

  /// Behind what was written before. Throws Error(io), which names the folder.
  void append(std::span<const std::uint8_t> bytes);

  /// How many bytes there were from `at` on: fewer than there is room for where the file ends. Throws Error(io).
  [[nodiscard]] std::size_t read(std::uint64_t at, std::span<std::uint8_t> room) const;

  [[nodiscard]] std::uint64_t size() const;

 private:
  explicit PlainFile(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace kvant
