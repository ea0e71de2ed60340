// A text file as records of fields (RFC 4180, and what else is about).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kvant {

struct CsvField {
  std::string_view text;  ///< of a quoted field what is between its quotes
  bool quoted = false;
};

/// The field's text, two quotes within quotes being one.
[[nodiscard]] std::string text_of(const CsvField& field);

/// The text as a field: in quotes if it would be read as more, or other, than it is.
[[nodiscard]] std::string as_field(std::string_view text, char delimiter);

/// Goes through the records. Fields may be in quotes, and then hold delimiters, line breaks, and quotes doubled; blanks
/// around the quotes are passed over. Lines end with LF, CRLF or CR. Empty ones are no records.
class CsvRecords {
 public:
  /// `delimiter` ' ': any number of blanks and tabs.
  CsvRecords(std::string_view text, char delimiter);

  /// Takes the next record, or says that there is none. Throws Error(corrupt).
  [[nodiscard]] bool next(std::vector<CsvField>& fields);

  /// Of the record that was taken: its number from 1, empty lines counted; and where its text ends, before the line's.
  [[nodiscard]] std::uint64_t row() const { return row_; }
  [[nodiscard]] std::size_t end() const { return end_; }

 private:
  void take_record(std::vector<CsvField>& fields);
  CsvField take_field();
  CsvField take_quoted();
  void skip_blanks();
  void skip_line_end();
  [[nodiscard]] bool at_line_end() const;
  [[nodiscard]] bool is_blank(char c) const { return (c == ' ' || c == '\t') && (by_blanks_ || c != delimiter_); }

  std::string_view text_;
  char delimiter_;
  bool by_blanks_;
  std::array<bool, 256> ends_field_{};
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::uint64_t row_ = 0;
};

}  // namespace kvant
