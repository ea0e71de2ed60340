// Numbers as bytes, to be sent and stored.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "kvant/error.hpp"

namespace kvant::parts {

static_assert(std::endian::native == std::endian::little, "bytes are written as they lie in memory");

class Writer {
 public:
  template <class Number>
  void put(Number number) {
    static_assert(std::is_arithmetic_v<Number>);
    put_all(std::span<const Number>(&number, 1));
  }

  template <class Number>
  void put_all(std::span<const Number> numbers) {
    const std::size_t place = bytes_.size();
    bytes_.resize(place + numbers.size_bytes());
    if (!numbers.empty()) std::memcpy(bytes_.data() + place, numbers.data(), numbers.size_bytes());
  }

  [[nodiscard]] std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  std::vector<std::uint8_t> bytes_;
};

/// Throws Error(corrupt) for bytes that end early.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : left_(bytes) {}

  template <class Number>
  [[nodiscard]] Number get() {
    Number number{};
    std::memcpy(&number, take(1, sizeof(Number)), sizeof(Number));
    return number;
  }

  template <class Number>
  [[nodiscard]] std::vector<Number> get_all(std::size_t count) {
    const std::uint8_t* from = take(count, sizeof(Number));
    std::vector<Number> numbers(count);
    if (count > 0) std::memcpy(numbers.data(), from, count * sizeof(Number));
    return numbers;
  }

  template <class Number>
  [[nodiscard]] std::vector<Number> get_rows(std::size_t count, std::size_t width) {
    if (width != 0 && count > left_.size() / width) refuse();
    return get_all<Number>(count * width);
  }

  void expect_end() const {
    if (!left_.empty()) refuse();
  }

  [[noreturn]] static void refuse() {
    throw Error(ErrorCode::corrupt, "an answer of a part of a table is damaged, or of another version of kvant");
  }

 private:
  const std::uint8_t* take(std::size_t count, std::size_t size) {
    if (count > left_.size() / size) refuse();
    const std::uint8_t* place = left_.data();
    left_ = left_.subspan(count * size);
    return place;
  }

  std::span<const std::uint8_t> left_;
};

}  // namespace kvant::parts
