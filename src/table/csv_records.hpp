// A text file as records of fields (RFC 4180, and what else is about).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "table/byte_stream.hpp"

namespace kvant {

struct CsvField {
  std::string_view text;  ///< of a quoted field what is between its quotes
  bool quoted = false;
};

/// The field's text, two quotes within quotes being one.
[[nodiscard]] std::string text_of(const CsvField& field);

/// The text as a field: in quotes if it would be read as more, or other, than it is.
[[nodiscard]] std::string as_field(std::string_view text, char delimiter);

/// A record that is longer than this is refused where a text is larger than memory: nothing else keeps an open quote
/// from taking in all that follows.
inline constexpr std::size_t kLongestRecord = std::size_t{16} << 20U;

/// Goes through the records. Fields may be in quotes, and then hold delimiters, line breaks, and quotes doubled; blanks
/// around the quotes are passed over. Lines end with LF, CRLF or CR. Empty ones are no records.
class CsvRecords {
 public:
  /// `delimiter` ' ': any number of blanks and tabs. Not much more of the text than `longest` bytes is in memory.
  CsvRecords(std::unique_ptr<ByteStream> text, char delimiter, std::size_t longest);

  /// Takes the next record, whose fields are there until the next call, or says that there is none. Throws Error:
  /// corrupt; limit for a record of more than `longest` bytes; unsupported for what is no text; what reading throws.
  [[nodiscard]] bool next(std::vector<CsvField>& fields);

  /// Of the record that was taken: its number from 1, empty lines counted.
  [[nodiscard]] std::uint64_t row() const { return row_; }

  /// All there is from the end of the record before to that of the one that was taken, before its line's end; behind
  /// the last, what is left.
  [[nodiscard]] std::string_view passed() const { return std::string_view(text_).substr(begin_, end_ - begin_); }

 private:
  void read_more();
  void take_record(std::vector<CsvField>& fields);
  CsvField take_field();
  CsvField take_quoted();
  void skip_blanks();
  void skip_line_end();
  [[nodiscard]] bool at_line_end() const;
  [[nodiscard]] bool is_blank(char c) const { return (c == ' ' || c == '\t') && (by_blanks_ || c != delimiter_); }
  [[nodiscard]] std::string_view part(std::size_t from, std::size_t to) const {
    return std::string_view(text_).substr(from, to - from);
  }

  std::unique_ptr<ByteStream> stream_;
  char delimiter_;
  std::size_t longest_;
  bool by_blanks_;
  std::array<bool, 256> ends_field_{};
  std::string text_;        // from the end of the record before on
  std::uint64_t gone_ = 0;  // so much of it was before that
  bool all_read_ = false;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t row_ = 0;
};

}  // namespace kvant
