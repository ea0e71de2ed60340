#include "cli/tables/large_table.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "cli/tables/clustering.hpp"
#include "cli/terminal/text.hpp"
#include "kvant/error.hpp"

namespace kvant::cli {
namespace {

constexpr std::uint64_t kNumberBytes = 8;

// For each row while it is clustered: what the engine remembers, and its label.
constexpr std::uint64_t kRowBytes = 32;

// All labels at the end, as they come and as they are written.
constexpr std::uint64_t kLabelBytes = 12;

// The program itself, and the sample on which a start is searched.
constexpr std::uint64_t kProgramBytes = std::uint64_t{96} << 20U;

constexpr std::size_t kFewestRows = 256;

std::uint64_t memory_of_machine() {
  return static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

bool is_plain_npy(const std::filesystem::path& path) {
  std::array<char, kNpyMagic.size()> begin{};
  std::ifstream file(path, std::ios::binary);
  file.read(begin.data(), begin.size());
  return std::string_view(begin.data(), begin.size()) == kNpyMagic;
}

}  // namespace

LargeTable::LargeTable(std::unique_ptr<NpyRows> rows, const TableChoice& choice, std::uint64_t memory, unsigned threads)
    : rows_(std::move(rows)), choice_(chosen_columns(*rows_->part(0, 1), choice)), threads_(threads) {
  // The file's own numbers and those that are clustered, once more where rows are alike.
  const std::uint64_t row = kNumberBytes * rows_->columns() + 2 * kNumberBytes * choice_.values.size() + kRowBytes;
  const std::uint64_t fixed = kProgramBytes + kLabelBytes * rows_->rows();
  const std::uint64_t left = memory > fixed ? memory - fixed : 0;
  rows_at_once_ = static_cast<std::size_t>(std::min<std::uint64_t>(left / row, rows_->rows()));
  if (rows_at_once_ < std::min(kFewestRows, rows_->rows())) {
    throw Error(ErrorCode::limit, fmt::format("needs more memory than {}, even in parts; --memory {} is the least",
                                              size_text(memory), size_text(fixed + kFewestRows * row + 1'000'000)));
  }
}

TableInput LargeTable::describe() {
  TableInput input;
  input.file = rows_->part(0, 1);
  input.choice = choice_;
  input.rows = rows_->rows();
  for (const std::size_t column : choice_.values) input.table.names.push_back(input.file->names()[column]);
  return input;
}

void LargeTable::for_each(const std::function<void(const Table& some, std::size_t first)>& use) {
  for (std::size_t first = 0; first < rows_->rows(); first += rows_at_once_) {
    const std::size_t count = std::min(rows_at_once_, rows_->rows() - first);
    const Table some = rows_->part(first, count)->read(choice_);
    use(some, first);
  }
}

void LargeTable::visit(const std::function<void(parts::Part&)>& ask) {
  for_each([&](const Table& some, std::size_t first) {
    parts::Part part(view_of(some), first, threads_);
    ask(part);
  });
}

std::unique_ptr<LargeTable> open_large_table(const std::string& input, const TableChoice& choice, std::uint64_t memory,
                                             unsigned threads) {
  std::error_code not_plain;
  if (input == "-" || !std::filesystem::is_regular_file(input, not_plain)) return nullptr;
  const std::uint64_t size = std::filesystem::file_size(input, not_plain);
  const std::uint64_t limit = memory != 0 ? memory : memory_of_machine() / 4 * 3;
  const auto too_large = [&](std::uint64_t needed) {
    return Error(ErrorCode::limit,
                 fmt::format("takes about {} of memory, more than {}; a plain .npy file, in C's order, "
                             "is read in parts",
                             size_text(needed), size_text(limit)));
  };
  if (!is_plain_npy(input)) {
    // Text has some 8 characters for a number. What is packed may be of any size.
    if (memory != 0 && 2 * size > limit) throw too_large(2 * size);
    return nullptr;
  }
  auto rows = std::make_unique<NpyRows>(input);
  const std::uint64_t needed = size + rows->rows() * (kNumberBytes * rows->columns() + kRowBytes) + kProgramBytes;
  if (needed <= limit) return nullptr;
  return std::make_unique<LargeTable>(std::move(rows), choice, limit, threads);
}

}  // namespace kvant::cli
