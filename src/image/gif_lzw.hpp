// The compressed pixels of GIF: LZW codes in blocks of up to 255 bytes.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace kvant {

class GifLzwReader {
 public:
  static constexpr unsigned kMostCodeBits = 12;

  /// `data` begins with the size of the first codes, which is below kMostCodeBits, and may go on behind the last block.
  explicit GifLzwReader(std::span<const std::uint8_t> data);

  /// Reads palette indices; fewer than asked for where the codes end or make no sense. Returns how many.
  [[nodiscard]] std::size_t read(std::span<std::uint16_t> indices);

  /// Whether the data ended before its last block did.
  [[nodiscard]] bool cut() const { return cut_; }

 private:
  static constexpr std::size_t kMostCodes = std::size_t{1} << kMostCodeBits;

  void clear();
  [[nodiscard]] bool next_byte(std::uint8_t& byte);
  [[nodiscard]] bool next_code(std::uint32_t& code);
  [[nodiscard]] bool next_string();
  void push(std::uint32_t index) { waiting_[waiting_count_++] = static_cast<std::uint16_t>(index); }

  std::span<const std::uint8_t> rest_;
  std::size_t block_left_ = 0;
  bool cut_ = false;
  bool ended_ = false;

  std::uint32_t bits_ = 0;  // read and not yet used, the next one lowest
  unsigned bit_count_ = 0;

  std::uint32_t clear_code_;
  unsigned code_bits_ = 0;
  std::uint32_t next_ = 0;  // the code that the next string gets
  std::uint32_t last_ = 0;  // the code before, if there was one since the table was cleared
  bool has_last_ = false;
  std::uint32_t first_ = 0;  // the first index of its string

  // A string is that of its prefix and one more index; it comes out last index first.
  std::array<std::uint16_t, kMostCodes> prefix_{};
  std::array<std::uint16_t, kMostCodes> suffix_{};
  std::array<std::uint16_t, kMostCodes + 1> waiting_{};
  std::size_t waiting_count_ = 0;
};

}  // namespace kvant
