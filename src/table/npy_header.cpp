#include "table/npy_header.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <vector>

#include "kvant/error.hpp"

namespace kvant {
namespace {

constexpr std::size_t kLengthOffset = 8;

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorCode::unsupported, "the .npy file " + message);
}
[[noreturn]] void refuse_damage() { throw Error(ErrorCode::corrupt, "the header of the .npy file is damaged"); }

/// The text after `'key':`, without blanks before it.
std::string_view value_of(std::string_view fields, std::string_view key) {
  for (const char quote : {'\'', '"'}) {
    const std::string quoted = quote + std::string(key) + quote;
    std::size_t at = fields.find(quoted);
    if (at == std::string_view::npos) continue;
    at = fields.find_first_not_of(' ', at + quoted.size());
    if (at == std::string_view::npos || fields[at] != ':') refuse_damage();
    at = fields.find_first_not_of(' ', at + 1);
    if (at == std::string_view::npos) refuse_damage();
    return fields.substr(at);
  }
  refuse_damage();
}

void read_type(std::string_view value, NpyHeader& header) {
  if (value.front() == '[') refuse("holds records; store its columns as one array of numbers");
  const std::size_t end = value.find(value.front(), 1);
  if ((value.front() != '\'' && value.front() != '"') || end == std::string_view::npos) refuse_damage();
  const std::string_view type = value.substr(1, end - 1);
  if (type.size() < 2) refuse_damage();
  header.big_endian = type[0] == '>';
  header.kind = type[1];
  std::size_t bytes = 0;
  const auto [stopped, problem] = std::from_chars(type.data() + 2, type.data() + type.size(), bytes);
  const bool whole = problem == std::errc() && stopped == type.data() + type.size();
  header.bytes = bytes;
  const bool integer =
      (header.kind == 'i' || header.kind == 'u') && (bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8);
  const bool real = header.kind == 'f' && (bytes == 4 || bytes == 8);
  const bool truth = header.kind == 'b' && bytes == 1;
  if (!whole || !(integer || real || truth)) {
    refuse(fmt::format("holds '{}', which are no numbers that kvant reads; store it as float64 or float32", type));
  }
}

void read_order(std::string_view value, NpyHeader& header) {
  header.by_columns = value.starts_with("True");
  if (!header.by_columns && !value.starts_with("False")) refuse_damage();
}

void read_shape(std::string_view value, NpyHeader& header) {
  const std::size_t end = value.find(')');
  if (value.front() != '(' || end == std::string_view::npos) refuse_damage();
  std::vector<std::size_t> sizes;
  const char* at = value.data() + 1;
  const char* const last = value.data() + end;
  while (at < last) {
    if (*at == ' ' || *at == ',' || *at == 'L') {  // Python 2 wrote 3L
      ++at;
      continue;
    }
    std::size_t size = 0;
    const auto [stopped, problem] = std::from_chars(at, last, size);
    if (problem == std::errc::result_out_of_range)
      throw Error(ErrorCode::corrupt, "the .npy file claims more numbers than it has");
    if (problem != std::errc()) refuse_damage();
    sizes.push_back(size);
    at = stopped;
  }
  if (sizes.empty() || sizes.size() > 2) {
    refuse(fmt::format("has {} dimensions; make it a table of rows and columns", sizes.size()));
  }
  header.rows = sizes[0];
  header.columns = sizes.size() == 2 ? sizes[1] : 1;
  if (header.rows == 0 || header.columns == 0) throw Error(ErrorCode::invalid_argument, "the table is empty");
}

}  // namespace

NpyHeader read_npy_header(std::span<const std::uint8_t> file, std::uint64_t size) {
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  if (file.size() < 12 || !text.starts_with(kNpyMagic)) refuse_damage();
  const unsigned version = file[kNpyMagic.size()];
  if (version < 1 || version > 3) refuse(fmt::format("has version {} of the format; kvant reads 1 to 3", version));
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  std::size_t length = 0;
  for (std::size_t i = length_bytes; i-- > 0;) length = length << 8U | file[kLengthOffset + i];
  NpyHeader header;
  header.data = kLengthOffset + length_bytes + length;
  if (header.data > file.size()) refuse_damage();
  const std::string_view fields = text.substr(kLengthOffset + length_bytes, length);
  read_type(value_of(fields, "descr"), header);
  read_order(value_of(fields, "fortran_order"), header);
  read_shape(value_of(fields, "shape"), header);
  const std::size_t there = (size - header.data) / header.bytes;
  if (header.rows > there / header.columns) {
    throw Error(ErrorCode::corrupt, fmt::format("the .npy file claims {} rows of {} numbers and has {} numbers",
                                                header.rows, header.columns, there));
  }
  return header;
}

std::string npy_header(std::string_view type, std::string_view shape) {
  std::string fields = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", type, shape);
  // Magic, version and length take 10 bytes; spaces and a line feed bring the data to a multiple of 64.
  constexpr std::size_t prefix = 10;
  fields.resize((prefix + fields.size() + 1 + 63) / 64 * 64 - prefix - 1, ' ');
  fields += '\n';
  std::string header(kNpyMagic);
  header += {'\x01', '\x00', static_cast<char>(fields.size() & 255U), static_cast<char>(fields.size() >> 8U)};
  return header + fields;
}

}  // namespace kvant
