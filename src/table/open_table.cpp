#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "kvant/error.hpp"
#include "table/npy_header.hpp"
#include "table/table_file.hpp"
#include "table/unpack.hpp"

namespace kvant {
namespace {

using namespace std::string_view_literals;

std::string_view start_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Files that are often taken for tables, and what to do about them.
struct Stranger {
  std::string_view start;
  std::string_view advice;
};

constexpr std::array kStrangers = {
    Stranger{"PK\x03\x04", "is a spreadsheet or another ZIP archive; save the table as CSV (or .npz as .npy)"},
    Stranger{"\xd0\xcf\x11\xe0", "is an old Excel file; save the table as CSV"},
    Stranger{"PAR1", "is a Parquet file; Python reads it, and saves it as CSV or .npy"},
    Stranger{"ARROW1", "is an Arrow file; Python reads it, and saves it as CSV or .npy"},
    Stranger{"\x89HDF", "is an HDF5 file; Python reads it, and saves it as CSV or .npy"},
    Stranger{"BZh91AY&SY", "is compressed by bzip2; unpack it first, or pack it as .gz or .zst"},
    Stranger{"\xfd\x37zXZ", "is compressed by xz; unpack it first, or pack it as .gz or .zst"},
};

}  // namespace

bool is_packed_or_npy(std::span<const std::uint8_t> bytes) {
  return is_packed(bytes) || start_of(bytes).starts_with(kNpyMagic);
}

void refuse_strangers(std::span<const std::uint8_t> bytes) {
  for (const Stranger& stranger : kStrangers) {
    if (start_of(bytes).starts_with(stranger.start)) throw Error(ErrorCode::unsupported, std::string(stranger.advice));
  }
}

std::unique_ptr<TableFile> open_table(std::vector<std::uint8_t> bytes, const TextLayout& layout) {
  bytes = unpack(std::move(bytes));
  if (start_of(bytes).starts_with(kNpyMagic)) return open_npy(std::move(bytes));
  refuse_strangers(bytes);
  return open_csv(std::move(bytes), layout);
}

std::vector<std::string> numbered_names(std::size_t columns) {
  std::vector<std::string> names;
  names.reserve(columns);
  for (std::size_t i = 0; i < columns; ++i) names.push_back(fmt::format("x{}", i + 1));
  return names;
}

}  // namespace kvant
