// Tables as NumPy stores them.
#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <functional>
#include <memory>
#include <utility>

#include "kvant/error.hpp"
#include "table/columns.hpp"
#include "table/missing.hpp"
#include "table/npy_header.hpp"
#include "table/npy_rows.hpp"
#include "table/table_file.hpp"

namespace kvant {
namespace {

class NpyFile : public TableFile {
 public:
  /// `first_row`: the number of the first row, for messages.
  NpyFile(std::vector<std::uint8_t> bytes, const NpyHeader& header, std::size_t first_row)
      : bytes_(std::move(bytes)), header_(header), first_row_(first_row) {
    names_ = numbered_names(header_.columns);
  }

  [[nodiscard]] std::string layout() const override {
    const char* kind = header_.kind == 'f' ? "float" : header_.kind == 'i' ? "int" : "uint";
    return header_.kind == 'b' ? "bool" : fmt::format("{}{}", kind, 8 * header_.bytes);
  }

  [[nodiscard]] Table read(const ColumnChoice& choice) const override {
    Table table = read_numbers(choice);
    settle_missing(table, choice, names_, [this](std::size_t row) { return std::uint64_t{first_row_} + row + 1; });
    return table;
  }

  /// The same with NaN where numbers are missing.
  [[nodiscard]] Table read_numbers(const ColumnChoice& choice) const {
    Table table;
    for (const std::size_t column : choice.values) table.names.push_back(names_[column]);
    table.values.reserve(header_.rows * choice.values.size());
    for (std::size_t row = 0; row < header_.rows; ++row) {
      const auto checked = [&](std::size_t column) {
        const double value = number(row, column);
        require_in_range(value, column, names_, first_row_ + row + 1);
        return value;
      };
      for (const std::size_t column : choice.values) table.values.push_back(checked(column));
      if (choice.weights) table.weights.push_back(checked(*choice.weights));
      if (choice.id) table.ids.push_back(text(row, *choice.id));
    }
    return table;
  }

  void for_each_text(std::size_t column, const std::function<void(const std::string& text)>& use) const override {
    for (std::size_t row = 0; row < header_.rows; ++row) use(text(row, column));
  }

  void write_with_labels(std::string_view name, std::span<const std::int32_t> labels,
                         const Write& write) const override {
    std::string line;
    for (const std::string& column : names_) line += column + ',';
    write(line + std::string(name) + '\n');
    for (std::size_t row = 0; row < header_.rows; ++row) {
      line.clear();
      for (std::size_t column = 0; column < header_.columns; ++column) line += text(row, column) + ',';
      write(line + (labels[row] < 0 ? "\n" : fmt::format("{}\n", labels[row])));
    }
  }

 private:
  template <class Number>
  [[nodiscard]] Number at(std::size_t row, std::size_t column) const {
    const std::size_t place = header_.by_columns ? column * header_.rows + row : row * header_.columns + column;
    std::uint8_t raw[sizeof(Number)];
    const std::uint8_t* from = bytes_.data() + header_.data + place * sizeof(Number);
    constexpr bool here = std::endian::native == std::endian::big;
    for (std::size_t i = 0; i < sizeof(Number); ++i)
      raw[i] = from[header_.big_endian == here ? i : sizeof(Number) - 1 - i];
    return std::bit_cast<Number>(raw);
  }

  /// Calls `use` with the number in its own type.
  template <class Use>
  [[nodiscard]] auto with_number(std::size_t row, std::size_t column, const Use& use) const {
    if (header_.kind == 'f') return header_.bytes == 4 ? use(at<float>(row, column)) : use(at<double>(row, column));
    const bool with_sign = header_.kind == 'i';
    switch (header_.bytes) {
      case 1:
        return with_sign ? use(at<std::int8_t>(row, column)) : use(at<std::uint8_t>(row, column));
      case 2:
        return with_sign ? use(at<std::int16_t>(row, column)) : use(at<std::uint16_t>(row, column));
      case 4:
        return with_sign ? use(at<std::int32_t>(row, column)) : use(at<std::uint32_t>(row, column));
      default:
        return with_sign ? use(at<std::int64_t>(row, column)) : use(at<std::uint64_t>(row, column));
    }
  }

  [[nodiscard]] double number(std::size_t row, std::size_t column) const {
    return with_number(row, column, [](auto value) { return static_cast<double>(value); });
  }

  [[nodiscard]] std::string text(std::size_t row, std::size_t column) const {
    return with_number(row, column, [](auto value) {
      if constexpr (sizeof(value) == 1)
        return fmt::format("{}", static_cast<int>(value));
      else
        return fmt::format("{}", value);
    });
  }

  std::vector<std::uint8_t> bytes_;
  NpyHeader header_;
  std::size_t first_row_;
};

}  // namespace

std::unique_ptr<TableFile> open_npy(std::vector<std::uint8_t> bytes) {
  const NpyHeader header = read_npy_header(bytes, bytes.size());
  return std::make_unique<NpyFile>(std::move(bytes), header, 0);
}

NpyRows::NpyRows(std::shared_ptr<const PlainFile> file) : file_(std::move(file)) {
  std::vector<std::uint8_t> begin(kNpyHeaderBytes);
  begin.resize(file_->read(0, begin));
  header_ = read_npy_header(begin, file_->size());
}

std::unique_ptr<TableFile> NpyRows::part(std::size_t first, std::size_t count) const {
  return std::make_unique<NpyFile>(bytes_of(first, count), header_of(count), first);
}

Table NpyRows::read(std::size_t first, std::size_t count, const ColumnChoice& choice) const {
  return NpyFile(bytes_of(first, count), header_of(count), first).read_numbers(choice);
}

std::vector<std::uint8_t> NpyRows::bytes_of(std::size_t first, std::size_t count) const {
  if (header_.by_columns && header_.columns > 1) {
    throw Error(ErrorCode::unsupported, "is in Fortran's order, which is not read in parts");
  }
  const std::size_t row = header_.columns * header_.bytes;
  std::vector<std::uint8_t> bytes(count * row);
  if (file_->read(header_.data + first * row, bytes) != bytes.size()) {
    throw Error(ErrorCode::corrupt, "has become shorter while it was read");
  }
  return bytes;
}

NpyHeader NpyRows::header_of(std::size_t count) const {
  NpyHeader header = header_;
  header.rows = count;
  header.data = 0;
  return header;
}

}  // namespace kvant
