#include "table/csv_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "kvant/error.hpp"

namespace kvant {

std::string text_of(const CsvField& field) {
  std::string text(field.text);
  if (!field.quoted) return text;
  for (std::size_t at = text.find('"'); at != std::string::npos; at = text.find('"', at + 1)) text.erase(at, 1);
  return text;
}

std::string as_field(std::string_view text, char delimiter) {
  const std::string special = std::string("\"\r\n \t") + delimiter;
  const bool inner = text.find_first_of(std::string("\"\r\n") + delimiter) != std::string_view::npos;
  const bool outer =
      text.empty() || special.find(text.front()) != std::string::npos || special.find(text.back()) != std::string::npos;
  if (!inner && !outer) return std::string(text);
  std::string field = "\"";
  for (const char c : text) field += c == '"' ? "\"\"" : std::string(1, c);
  return field + '"';
}

CsvRecords::CsvRecords(std::unique_ptr<ByteStream> text, char delimiter, std::size_t longest)
    : stream_(std::move(text)), delimiter_(delimiter), longest_(longest), by_blanks_(delimiter == ' ') {
  for (const char c : {'\n', '\r', delimiter}) ends_field_[static_cast<unsigned char>(c)] = true;
  if (by_blanks_) ends_field_['\t'] = true;
}

bool CsvRecords::next(std::vector<CsvField>& fields) {
  begin_ = end_;
  while (true) {
    if (at_ == text_.size() && !all_read_) read_more();
    if (at_ == text_.size()) {
      end_ = at_;
      return false;
    }
    const std::size_t start = at_ - begin_;
    ++row_;
    fields.clear();
    take_record(fields);
    end_ = at_;
    skip_line_end();
    if (at_ == text_.size() && !all_read_) {  // the record, or its line's end, may go on
      --row_;
      read_more();
      at_ = begin_ + start;
      continue;
    }
    const bool empty = fields.empty() || (fields.size() == 1 && !fields.front().quoted &&
                                          fields.front().text.find_first_not_of(" \t") == std::string_view::npos);
    if (!empty) return true;
  }
}

void CsvRecords::read_more() {
  constexpr std::size_t chunk = std::size_t{1} << 20U;
  gone_ += begin_;
  at_ -= begin_;
  text_.erase(0, std::exchange(begin_, 0));
  const std::size_t known = text_.size();
  if (known > longest_) {
    throw Error(ErrorCode::limit,
                fmt::format("row {} is longer than {} MiB; is a quote in it never closed?", row_ + 1, longest_ >> 20U));
  }
  text_.resize(known + std::max(chunk, known));
  const std::span<char> room(text_.data() + known, text_.size() - known);
  const std::size_t count = stream_->read({reinterpret_cast<std::uint8_t*>(room.data()), room.size()});
  text_.resize(known + count);
  all_read_ = count == 0;
  const std::size_t nul = text_.find('\0', known);
  if (nul != std::string::npos) {
    throw Error(ErrorCode::unsupported, fmt::format("is neither text nor .npy: byte {} is 0", gone_ + nul + 1));
  }
}

void CsvRecords::take_record(std::vector<CsvField>& fields) {
  while (true) {
    if (by_blanks_) {
      skip_blanks();
      if (at_line_end()) return;
    }
    fields.push_back(take_field());
    if (at_line_end()) return;
    ++at_;  // the delimiter
  }
}

CsvField CsvRecords::take_field() {
  const std::size_t start = at_;
  skip_blanks();
  if (at_ < text_.size() && text_[at_] == '"') return take_quoted();
  const auto ends = [this](char c) { return ends_field_[static_cast<unsigned char>(c)]; };
  const std::string_view rest = part(start, text_.size());
  const std::string_view field(rest.begin(), std::find_if(rest.begin(), rest.end(), ends));
  at_ = start + field.size();
  return {field, false};
}

CsvField CsvRecords::take_quoted() {
  const std::size_t start = ++at_;
  while (true) {
    at_ = text_.find('"', at_);
    if (at_ == std::string::npos) {
      at_ = text_.size();
      if (!all_read_) return {};
      throw Error(ErrorCode::corrupt, fmt::format("the quote that opens in row {} is never closed", row_));
    }
    if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
    at_ += 2;
  }
  const CsvField field{part(start, at_), true};
  ++at_;
  if (!by_blanks_) skip_blanks();
  if (at_ < text_.size() && !ends_field_[static_cast<unsigned char>(text_[at_])]) {
    throw Error(ErrorCode::corrupt,
                fmt::format("row {} has more after a closing quote; a quote within quotes is written twice", row_));
  }
  return field;
}

void CsvRecords::skip_blanks() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
}

void CsvRecords::skip_line_end() {
  if (at_ < text_.size() && text_[at_] == '\r') ++at_;
  if (at_ < text_.size() && text_[at_] == '\n') ++at_;
}

bool CsvRecords::at_line_end() const { return at_ == text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }

}  // namespace kvant
