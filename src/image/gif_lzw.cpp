#include "image/gif_lzw.hpp"

namespace kvant {

GifLzwReader::GifLzwReader(std::span<const std::uint8_t> data)
    : rest_(data.subspan(1)), clear_code_(std::uint32_t{1} << data.front()) {
  clear();
}

void GifLzwReader::clear() {
  next_ = clear_code_ + 2;
  code_bits_ = 1;
  while ((clear_code_ >> code_bits_) != 0) ++code_bits_;
  has_last_ = false;
}

std::size_t GifLzwReader::read(std::span<std::uint16_t> indices) {
  std::size_t done = 0;
  while (done < indices.size()) {
    if (waiting_count_ == 0 && !next_string()) break;
    indices[done++] = waiting_[--waiting_count_];
  }
  return done;
}

bool GifLzwReader::next_byte(std::uint8_t& byte) {
  if (block_left_ == 0 && !rest_.empty()) {
    block_left_ = rest_.front();
    rest_ = rest_.subspan(1);
    if (block_left_ == 0) return false;
  }
  if (rest_.empty()) {
    cut_ = true;
    return false;
  }
  byte = rest_.front();
  rest_ = rest_.subspan(1);
  --block_left_;
  return true;
}

bool GifLzwReader::next_code(std::uint32_t& code) {
  while (bit_count_ < code_bits_) {
    std::uint8_t byte = 0;
    if (!next_byte(byte)) return false;
    bits_ |= std::uint32_t{byte} << bit_count_;
    bit_count_ += 8;
  }
  code = bits_ & ((std::uint32_t{1} << code_bits_) - 1);
  bits_ >>= code_bits_;
  bit_count_ -= code_bits_;
  return true;
}

/// Puts the indices of the next code to `waiting_`. False once the codes ended or made no sense, and from then on.
bool GifLzwReader::next_string() {
  std::uint32_t code = 0;
  do {
    if (ended_ || !next_code(code) || code == clear_code_ + 1 || code > next_) {
      ended_ = true;
      return false;
    }
    if (code == clear_code_) clear();
  } while (code == clear_code_);
  if (!has_last_ && code > clear_code_) {
    ended_ = true;
    return false;
  }
  const std::uint32_t whole = code;
  if (code == next_) {
    // The string that is being made: the last one and its own first index.
    push(first_);
    code = last_;
  }
  for (; code > clear_code_; code = prefix_[code]) push(suffix_[code]);
  push(code);
  first_ = code;
  if (has_last_ && next_ < kMostCodes) {
    prefix_[next_] = static_cast<std::uint16_t>(last_);
    suffix_[next_] = static_cast<std::uint16_t>(first_);
    if (++next_ == (std::uint32_t{1} << code_bits_) && code_bits_ < kMostCodeBits) ++code_bits_;
  }
  last_ = whole;
  has_last_ = true;
  return true;
}

}  // namespace kvant
