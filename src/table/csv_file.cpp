#include "table/csv_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
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

constexpr std::string_view kMark = "\xef\xbb\xbf";

/// The mark of UTF-8, if the text begins with it.
std::string_view mark_of(const OpenStream& text) {
  const std::vector<std::uint8_t> start = read_up_to(*text(), kMark.size());
  const std::string_view first(reinterpret_cast<const char*>(start.data()), start.size());
  const bool marked = first.starts_with("\xff\xfe") || first.starts_with("\xfe\xff");
  const bool every_other = first.size() > 1 && (first[0] == '\0') != (first[1] == '\0');
  if (marked || every_other) throw Error(ErrorCode::unsupported, "is text in UTF-16; save it as UTF-8");
  return first == kMark ? kMark : "";
}

OpenStream without(std::string_view mark, OpenStream text) {
  if (mark.empty()) return text;
  return [text = std::move(text), size = mark.size()] {
    std::unique_ptr<ByteStream> stream = text();
    (void)read_up_to(*stream, size);
    return stream;
  };
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

}  // namespace

CsvFile::CsvFile(OpenStream text, const TextLayout& known, std::size_t longest)
    : mark_(mark_of(text)),
      text_(without(mark_, std::move(text))),
      longest_(longest),
      layout_(find_layout(text_, known, longest)) {
  CsvRecords reader = records();
  std::vector<CsvField> first;
  if (!reader.next(first)) throw Error(ErrorCode::invalid_argument, "the table is empty");
  first_row_ = reader.row();
  names_ = numbered_names(first.size());
  has_names_ = layout_.header;
  if (!layout_.header) return;
  for (std::size_t i = 0; i < first.size(); ++i) {
    std::string name = first[i].quoted ? text_of(first[i]) : std::string(without_blanks(first[i].text));
    if (!name.empty()) names_[i] = std::move(name);
  }
  if (!reader.next(first)) throw Error(ErrorCode::invalid_argument, "the table has a header and no rows");
}

std::string CsvFile::layout() const {
  const std::string words = describe(layout_);
  return names_.size() > 1 ? words : words.substr(words.find(", ") + 2);  // nothing is separated
}

Table CsvFile::read(const ColumnChoice& choice) const {
  Table table;
  for_each_part(choice, std::numeric_limits<std::size_t>::max(), [&](Table& all) { table = std::move(all); });
  settle_missing(table, choice, names_, [this](std::size_t row) { return row_number(row); });
  return table;
}

void CsvFile::for_each_part(const ColumnChoice& choice, std::size_t most,
                            const std::function<void(Table& some)>& use) const {
  Table some;
  for (const std::size_t column : choice.values) some.names.push_back(names_[column]);
  TextFound texts;
  std::size_t rows = 0;
  const auto hand_over = [&] {
    texts.refuse(choice, names_);
    if (rows > 0) use(some);
    some.values.clear();
    some.weights.clear();
    some.ids.clear();
    rows = 0;
  };
  for_each_row([&](std::uint64_t row, const std::vector<CsvField>& fields) {
    const auto number = [&](std::size_t column) {
      const Cell cell = read_cell(fields[column].text);
      if (cell.kind == Cell::Kind::text) texts.add(column, row, fields[column]);
      if (cell.kind != Cell::Kind::number) return std::numeric_limits<double>::quiet_NaN();
      require_in_range(cell.number, column, names_, row);
      return cell.number;
    };
    for (const std::size_t column : choice.values) some.values.push_back(number(column));
    if (choice.weights) some.weights.push_back(number(*choice.weights));
    if (choice.id) some.ids.push_back(text_of(fields[*choice.id]));
    if (++rows == most) hand_over();
  });
  hand_over();
}

void CsvFile::for_each_text(std::size_t column, const std::function<void(const std::string& text)>& use) const {
  for_each_row([&](std::uint64_t, const std::vector<CsvField>& fields) { use(text_of(fields[column])); });
}

void CsvFile::write_with_labels(std::string_view name, std::span<const std::int32_t> labels, const Write& write) const {
  write(mark_);
  CsvRecords reader = records();
  std::string row;
  const auto add = [&](const std::string& field) {
    row = reader.passed();
    row += layout_.delimiter;
    row += field;
    write(row);
  };
  std::vector<CsvField> header;
  if (layout_.header && reader.next(header)) add(as_field(name, layout_.delimiter));
  auto label = labels.begin();
  for_each_row(reader, [&](std::uint64_t, const std::vector<CsvField>&) {
    if (label == labels.end()) throw Error(ErrorCode::corrupt, "has become longer while it was read");
    add(*label < 0 ? (layout_.delimiter == ' ' ? "NA" : "") : std::to_string(*label));
    ++label;
  });
  write(reader.passed());
}

std::uint64_t CsvFile::row_number(std::size_t row) const {
  std::uint64_t number = 0;
  std::size_t at = 0;
  for_each_row([&](std::uint64_t in_file, const std::vector<CsvField>&) {
    if (at++ == row) number = in_file;
  });
  return number;
}

CsvRecords CsvFile::records() const { return {text_(), layout_.delimiter, longest_}; }

/// Calls `work` with the number and the fields of each row below the header.
template <class Work>
void CsvFile::for_each_row(const Work& work) const {
  CsvRecords reader = records();
  std::vector<CsvField> header;
  if (layout_.header) (void)reader.next(header);
  for_each_row(reader, work);
}

template <class Work>
void CsvFile::for_each_row(CsvRecords& reader, const Work& work) const {
  std::vector<CsvField> fields;
  while (reader.next(fields)) {
    if (fields.size() != names_.size()) {
      throw Error(ErrorCode::corrupt, fmt::format("row {} has {} field{}, row {} has {}", reader.row(), fields.size(),
                                                  fields.size() == 1 ? "" : "s", first_row_, names_.size()));
    }
    work(reader.row(), fields);
  }
}

std::unique_ptr<TableFile> open_csv(std::vector<std::uint8_t> text, const TextLayout& layout) {
  const auto bytes = std::make_shared<const std::vector<std::uint8_t>>(std::move(text));
  return std::make_unique<CsvFile>([bytes] { return std::make_unique<BytesInMemory>(*bytes); }, layout,
                                   std::numeric_limits<std::size_t>::max());
}

}  // namespace kvant
