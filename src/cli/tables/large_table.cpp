#include "cli/tables/large_table.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <numeric>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "cli/tables/clustering.hpp"
#include "cli/terminal/streams.hpp"
#include "cli/terminal/text.hpp"
#include "image/formats.hpp"
#include "kvant/error.hpp"
#include "table/csv_file.hpp"
#include "table/missing.hpp"
#include "table/spool.hpp"
#include "table/unpack.hpp"

namespace kvant::cli {
namespace {

constexpr std::uint64_t kNumberBytes = 8;

// For each row while it is clustered: what the engine remembers, and its label.
constexpr std::uint64_t kRowBytes = 32;

// All labels at the end, as they come and as they are written.
constexpr std::uint64_t kLabelBytes = 12;

// Where a row was left out, in a vector that grew.
constexpr std::uint64_t kLeftOutBytes = 24;

// Text has some 8 characters for a number.
constexpr std::uint64_t kMemoryOfText = 2;

// The program itself, and the sample on which a start is searched.
constexpr std::uint64_t kProgramBytes = std::uint64_t{96} << 20U;

constexpr std::size_t kFewestRows = 256;

std::uint64_t memory_of_machine() {
  return static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

bool is_npy(std::span<const std::uint8_t> bytes) {
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).starts_with(kNpyMagic);
}

/// All of a stream, in a file of its own.
std::shared_ptr<const PlainFile> copy_of(ByteStream& stream) {
  constexpr std::size_t chunk = std::size_t{1} << 20U;
  auto file = std::make_shared<PlainFile>(PlainFile::temporary());
  while (true) {
    const std::vector<std::uint8_t> bytes = read_up_to(stream, chunk);
    if (bytes.empty()) return file;
    file->append(bytes);
  }
}

class StandardInput final : public ByteStream {
 public:
  [[nodiscard]] std::size_t read(std::span<std::uint8_t> room) override { return read_some_standard_input(room); }
};

std::shared_ptr<const PlainFile> open_file(const std::string& input) {
  if (input != "-") return std::make_shared<PlainFile>(input);
  StandardInput stream;
  return copy_of(stream);
}

bool has_more_than(std::uint64_t most, const OpenStream& open) {
  const std::unique_ptr<ByteStream> stream = open();
  std::vector<std::uint8_t> some(std::size_t{1} << 20U);
  std::uint64_t size = 0;
  for (std::size_t count = 1; count > 0 && size <= most; size += count) count = stream->read(some);
  return size > most;
}

}  // namespace

TableSource find_source(const std::string& input, std::uint64_t memory) {
  std::error_code not_plain;
  const bool reads_parts = input == "-" ? memory != 0 : std::filesystem::is_regular_file(input, not_plain);
  if (!reads_parts) return {.bytes = read_table_bytes(input)};

  const std::shared_ptr<const PlainFile> file = open_file(input);
  const OpenStream open = [file] { return unpacked(std::make_unique<BytesOfFile>(file)); };
  const std::vector<std::uint8_t> first = read_up_to(*open(), kFormatProbeBytes);
  require_table(input, first);
  TableSource source{.memory = memory != 0 ? memory : memory_of_machine() / 4 * 3};
  const std::uint64_t size = file->size();
  std::array<std::uint8_t, kFormatProbeBytes> start{};
  const bool packed = is_packed(std::span(start).first(file->read(0, start)));
  if (is_npy(first) && !packed) {
    NpyRows rows(file);
    const std::uint64_t needed = size + rows.rows() * (kNumberBytes * rows.columns() + kRowBytes) + kProgramBytes;
    if (needed > source.memory) source.rows = std::move(rows);
  } else {
    // Without a limit that was asked for, what is packed has that of all such files.
    const std::uint64_t most = source.memory / kMemoryOfText;
    const bool large = packed ? memory != 0 && has_more_than(most, open) : size > most;
    if (large && is_npy(first)) source.rows.emplace(copy_of(*open()));
    if (large && !is_npy(first)) source.text = open;
  }
  if (!source.fits()) return source;
  source.bytes.resize(size);
  source.bytes.resize(file->read(0, source.bytes));
  return source;
}

struct LargeTable::Opened {
  NpyRows rows;
  ColumnChoice numbers;
  std::vector<double> means = {};
  TableInput input = {};
};

LargeTable::Opened LargeTable::open(TableSource& source, const TableChoice& choice, const Check& check) {
  TableInput input;
  const CsvFile* text = nullptr;
  if (source.rows) {
    input.file = source.rows->part(0, 1);
  } else {
    auto file = std::make_unique<CsvFile>(std::move(source.text), choice.layout, kLongestRecord);
    text = file.get();
    input.file = std::move(file);
  }
  input.choice = chosen_columns(*input.file, choice);
  for (const std::size_t column : input.choice.values) input.table.names.push_back(input.file->names()[column]);
  check(input);
  if (text == nullptr) {
    input.rows = source.rows->rows();
    const ColumnChoice numbers = input.choice;
    return {.rows = std::move(*source.rows), .numbers = numbers, .means = {}, .input = std::move(input)};
  }
  Spooled spooled = spool(*text, input.choice);
  input.table.left_out = std::move(spooled.left_out);
  input.table.filled = spooled.filled;
  input.rows = spooled.rows.rows();
  ColumnChoice numbers;
  numbers.values.resize(input.choice.values.size());
  std::iota(numbers.values.begin(), numbers.values.end(), std::size_t{0});
  if (input.choice.weights) numbers.weights = numbers.values.size();
  return {std::move(spooled.rows), std::move(numbers), std::move(spooled.means), std::move(input)};
}

LargeTable::LargeTable(TableSource source, const TableChoice& choice, unsigned threads, const Check& check)
    : LargeTable(open(source, choice, check), source.memory, threads) {}

LargeTable::LargeTable(Opened opened, std::uint64_t memory, unsigned threads)
    : rows_(std::move(opened.rows)),
      numbers_(std::move(opened.numbers)),
      means_(std::move(opened.means)),
      input_(std::move(opened.input)),
      threads_(threads) {
  // The file's own numbers and those that are clustered, once more where rows are alike.
  const std::uint64_t row = kNumberBytes * rows_.columns() + 2 * kNumberBytes * columns() + kRowBytes;
  const std::uint64_t left_out = input_.table.left_out.size();
  const std::uint64_t fixed = kProgramBytes + kLabelBytes * (rows() + left_out) + kLeftOutBytes * left_out;
  const std::uint64_t left = memory > fixed ? memory - fixed : 0;
  rows_at_once_ = static_cast<std::size_t>(std::min<std::uint64_t>(left / row, rows()));
  if (rows_at_once_ < std::min(kFewestRows, rows())) {
    throw Error(ErrorCode::limit, fmt::format("needs more memory than {}, even in parts; --memory {} is the least",
                                              size_text(memory), size_text(fixed + kFewestRows * row + 1'000'000)));
  }
}

const Scaling& LargeTable::normalize(Normalization normalization) {
  const auto for_each_part = [this](const std::function<void(const Table&)>& use) {
    for_each([&](const Table& some, std::size_t) { use(some); });
  };
  scaling_ = find_scaling(columns(), for_each_part, normalization);
  return scaling_;
}

void LargeTable::for_each(const std::function<void(const Table& some, std::size_t first)>& use) const {
  const std::vector<std::string> names = numbered_names(rows_.columns());
  MissingNumbers missing(numbers_, names);
  for (std::size_t first = 0; first < rows(); first += rows_at_once_) {
    Table some = rows_.read(first, std::min(rows_at_once_, rows() - first), numbers_);
    fill(some, means_);
    missing.settle(some, [&](std::size_t row) { return std::uint64_t{first} + row + 1; });
    kvant::normalize(scaling_, some.values);
    use(some, first);
    if (watch_) watch_(std::min(first + rows_at_once_, rows()));
  }
  missing.finish();
}

void LargeTable::visit(const std::function<void(parts::Part&)>& ask) {
  for_each([&](const Table& some, std::size_t first) {
    parts::Part part(view_of(some), first, threads_);
    ask(part);
  });
}

}  // namespace kvant::cli
