// Tables as text: CSV and what is like it.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "kvant/error.hpp"
#include "table/cells.hpp"
#include "table/columns.hpp"
#include "table/csv_layout.hpp"
#include "table/csv_records.hpp"
#include "table/missing.hpp"
#include "table/table_file.hpp"

namespace kvant {
namespace {

constexpr std::size_t kMostShown = 40;  // characters of a field

std::string_view without_mark(const std::vector<std::uint8_t>& bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  constexpr std::string_view mark = "\xef\xbb\xbf";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

void require_text(std::string_view text) {
  const bool marked = text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff");
  const bool every_other = text.size() > 1 && (text[0] == '\0') != (text[1] == '\0');
  if (marked || every_other) throw Error(ErrorCode::unsupported, "is text in UTF-16; save it as UTF-8");
  const std::size_t nul = text.find('\0');
  if (nul != std::string_view::npos) {
    throw Error(ErrorCode::unsupported, fmt::format("is neither text nor .npy: byte {} is 0", nul + 1));
  }
}

/// The fields that are text where numbers are wanted: of each column the first.
class TextFound {
 public:
  void add(std::size_t column, std::uint64_t row, const CsvField& field) {
    first_.try_emplace(column, row, text_of(field).substr(0, kMostShown));
  }

  /// Says which columns hold text and how to leave them out, if there are any.
  void refuse(const ColumnChoice& choice, std::span<const std::string> names) const {
    if (first_.empty()) return;
    const auto& [row, text] = first_.begin()->second;
    throw Error(ErrorCode::invalid_argument,
                fmt::format("the column{} text: '{}' in row {}; {}", which(names), text, row, advice(text, choice)));
  }

 private:
  static constexpr std::size_t kMostColumns = 6;

  /// " 'species' (5) holds", "s 'sex' (1), 'species' (5) and 3 more hold"
  [[nodiscard]] std::string which(std::span<const std::string> names) const {
    std::string list;
    std::size_t listed = 0;
    for (const auto& [column, first] : first_) {
      if (listed == kMostColumns) break;
      const bool last = ++listed == first_.size();
      list += fmt::format("{} {}", listed == 1 ? "" : last ? " and" : ",", column_text(column, names));
    }
    if (listed < first_.size()) list += fmt::format(" and {} more", first_.size() - listed);
    return first_.size() == 1 ? list + " holds" : "s" + list + " hold";
  }

  [[nodiscard]] std::string advice(std::string_view text, const ColumnChoice& choice) const {
    if (choice.weights && first_.contains(*choice.weights)) return "weights are numbers, 0 or more";
    if (text.find(',') != std::string_view::npos && text.find_first_not_of("+-0123456789,") == std::string_view::npos) {
      return "numbers need a decimal point";
    }
    std::vector<std::size_t> numbers = choice.values;
    std::erase_if(numbers, [&](std::size_t column) { return first_.contains(column); });
    if (numbers.empty()) return "there are no numbers to cluster";
    std::ranges::sort(numbers);
    std::string words = "choose others: --columns " + list_of_columns(numbers);
    if (first_.size() == 1 && !choice.id && !choice.weights) {
      words += fmt::format("; or keep it as the rows' names: --id {}", first_.begin()->first + 1);
    }
    return words;
  }

  std::map<std::size_t, std::pair<std::uint64_t, std::string>> first_;
};

class CsvFile : public TableFile {
 public:
  CsvFile(std::vector<std::uint8_t> bytes, const TextLayout& known)
      : bytes_(std::move(bytes)), text_(without_mark(bytes_)) {
    require_text(text_);
    layout_ = find_layout(text_, known);
    CsvRecords records(text_, layout_.delimiter);
    std::vector<CsvField> first;
    if (!records.next(first)) throw Error(ErrorCode::invalid_argument, "the table is empty");
    first_row_ = records.row();
    names_ = numbered_names(first.size());
    has_names_ = layout_.header;
    if (!layout_.header) return;
    for (std::size_t i = 0; i < first.size(); ++i) {
      std::string name = first[i].quoted ? text_of(first[i]) : std::string(without_blanks(first[i].text));
      if (!name.empty()) names_[i] = std::move(name);
    }
    if (!records.next(first)) throw Error(ErrorCode::invalid_argument, "the table has a header and no rows");
  }

  [[nodiscard]] std::string layout() const override {
    const std::string words = describe(layout_);
    return names_.size() > 1 ? words : words.substr(words.find(", ") + 2);  // nothing is separated
  }

  [[nodiscard]] Table read(const ColumnChoice& choice) const override {
    Table table;
    for (const std::size_t column : choice.values) table.names.push_back(names_[column]);
    TextFound texts;
    for_each_row([&](std::uint64_t row, const std::vector<CsvField>& fields, std::size_t) {
      const auto number = [&](std::size_t column) {
        const Cell cell = read_cell(fields[column].text);
        if (cell.kind == Cell::Kind::text) texts.add(column, row, fields[column]);
        if (cell.kind != Cell::Kind::number) return std::numeric_limits<double>::quiet_NaN();
        require_in_range(cell.number, column, names_, row);
        return cell.number;
      };
      for (const std::size_t column : choice.values) table.values.push_back(number(column));
      if (choice.weights) table.weights.push_back(number(*choice.weights));
      if (choice.id) table.ids.push_back(text_of(fields[*choice.id]));
    });
    texts.refuse(choice, names_);
    settle_missing(table, choice, names_, [this](std::size_t row) { return row_number(row); });
    return table;
  }

  [[nodiscard]] std::string with_labels(std::string_view name, std::span<const std::int32_t> labels) const override {
    std::string out(bytes_.begin(), bytes_.end() - std::ssize(text_));  // the mark of UTF-8, if there is one
    out.reserve(bytes_.size() + labels.size() * 3);
    std::size_t copied = 0;
    const auto add = [&](std::size_t end, const std::string& field) {
      out += text_.substr(copied, end - copied);
      out += layout_.delimiter;
      out += field;
      copied = end;
    };
    if (layout_.header) add(header_end(), as_field(name, layout_.delimiter));
    std::size_t next = 0;
    for_each_row([&](std::uint64_t, const std::vector<CsvField>&, std::size_t end) {
      const std::int32_t label = labels[next++];
      add(end, label < 0 ? (layout_.delimiter == ' ' ? "NA" : "") : std::to_string(label));
    });
    out += text_.substr(copied);
    return out;
  }

 private:
  /// Calls `work` with the number, the fields and the end of each row below the header.
  template <class Work>
  void for_each_row(const Work& work) const {
    CsvRecords records(text_, layout_.delimiter);
    std::vector<CsvField> fields;
    if (layout_.header) (void)records.next(fields);
    while (records.next(fields)) {
      if (fields.size() != names_.size()) {
        throw Error(ErrorCode::corrupt,
                    fmt::format("row {} has {} field{}, row {} has {}", records.row(), fields.size(),
                                fields.size() == 1 ? "" : "s", first_row_, names_.size()));
      }
      work(records.row(), fields, records.end());
    }
  }

  [[nodiscard]] std::size_t header_end() const {
    CsvRecords records(text_, layout_.delimiter);
    std::vector<CsvField> fields;
    (void)records.next(fields);
    return records.end();
  }

  [[nodiscard]] std::uint64_t row_number(std::size_t row) const {
    std::uint64_t number = 0;
    std::size_t at = 0;
    for_each_row([&](std::uint64_t in_file, const std::vector<CsvField>&, std::size_t) {
      if (at++ == row) number = in_file;
    });
    return number;
  }

  std::vector<std::uint8_t> bytes_;
  std::string_view text_;
  CsvLayout layout_;
  std::uint64_t first_row_ = 1;
};

}  // namespace

std::unique_ptr<TableFile> open_csv(std::vector<std::uint8_t> text, const TextLayout& layout) {
  return std::make_unique<CsvFile>(std::move(text), layout);
}

}  // namespace kvant
