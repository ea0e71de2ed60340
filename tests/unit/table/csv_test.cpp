// Text as tables: what it is taken for, its numbers, and what is refused.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "support/refusal.hpp"
#include "table/csv_file.hpp"
#include "unit/table/tables.hpp"

namespace kvant {
namespace {

using namespace std::string_view_literals;
using test::all_columns;
using test::expect_error;
using test::Names;
using test::open_text;
using test::read_text;
using test::Values;
using test::with_labels;

void expect_refused(std::string_view text, ErrorCode code, const std::string& part, const TextLayout& layout = {}) {
  expect_error([&] { (void)read_text(text, Missing::refuse, layout); }, code, part);
}

std::string layout_of(std::string_view text) { return open_text(text)->layout(); }

TEST(Csv, DelimitersAreFound) {
  for (const char delimiter : "\t;,| "sv) {
    const std::string d(1, delimiter);
    const Table table = read_text("a" + d + "b\n1" + d + "2\n3" + d + "4\n");
    EXPECT_EQ(table.names, (Names{"a", "b"})) << d;
    EXPECT_EQ(table.values, (Values{1, 2, 3, 4})) << d;
  }
  EXPECT_EQ(layout_of("a;b\n1,5;2\n"), "semicolon-separated, with a header") << "a decimal comma";
  EXPECT_EQ(layout_of("t,a\n2020-01-01 10:00,1\n2020-01-01 11:00,2\n"), "comma-separated, with a header");
  EXPECT_EQ(layout_of("1 2\n 3   4 \n"), "separated by blanks, without a header");
  EXPECT_EQ(layout_of("a|b\n1|2\n"), "separated by |, with a header");
  EXPECT_EQ(layout_of("sepal length\n5\n6\n"), "with a header") << "one column";
  EXPECT_EQ(layout_of("\"a,b;c\";\"d\"\n1;2\n"), "semicolon-separated, with a header")
      << "those in quotes do not count";
}

TEST(Csv, ADelimiterThatIsToldCounts) {
  EXPECT_EQ(read_text("1;2\n3;4\n", Missing::refuse, {.delimiter = ';'}).columns(), 2U);
  EXPECT_EQ(read_text("1x2\n3x4\n", Missing::refuse, {.delimiter = 'x'}).values, (Values{1, 2, 3, 4}));
  expect_refused("1;2\n3;4\n", ErrorCode::invalid_argument, "the column '1;2' (1) holds text: '3;4' in row 2",
                 {.delimiter = ','});
}

TEST(Csv, HeadersAreFound) {
  EXPECT_TRUE(open_text("a,b\n1,2\n")->has_names());
  EXPECT_FALSE(open_text("1,2\n3,4\n")->has_names());
  EXPECT_FALSE(open_text("5.1,3.5,setosa\n4.9,3.0,setosa\n")->has_names()) << "as the first Iris file was";
  EXPECT_TRUE(open_text("id,2019,2020\n1,2,3\n")->has_names()) << "text above a number";
  EXPECT_TRUE(open_text("a,b\n,NA\n1,2\n")->has_names());
  EXPECT_FALSE(open_text("NA,2\n1,2\n")->has_names()) << "what is missing is no name";
  EXPECT_TRUE(open_text("1,2\n3,4\n", {.header = true})->has_names());
  EXPECT_EQ(read_text("a,b\n1,2\n", Missing::drop, {.header = true}).rows(), 1U);
  expect_refused("a,b\n1,2\n", ErrorCode::invalid_argument, "'a' in row 1", {.header = false});
}

TEST(Csv, NamesComeFromTheHeader) {
  EXPECT_EQ(open_text("\"a, \"\"b\"\"\", c ,\n1,2,3\n")->names(), (Names{"a, \"b\"", "c", "x3"}));
  EXPECT_EQ(open_text("\xef\xbb\xbf"
                      "a,b\n1,2\n")
                ->names(),
            (Names{"a", "b"}))
      << "after the mark of UTF-8";
  EXPECT_EQ(open_text("1,2\n")->names(), (Names{"x1", "x2"}));
}

TEST(Csv, NumbersAreReadWhateverTheirForm) {
  EXPECT_EQ(read_text("1e-3,+2,.5,5., -7 ,\"8\",1E2,-0\n").values, (Values{0.001, 2, 0.5, 5, -7, 8, 100, 0}));
  EXPECT_EQ(read_text("1e-999,0.1\n").values, (Values{0, 0.1})) << "too small to tell from 0";
  for (const std::string text : {"0x10", "1_000", "1,000", "1.2.3", "--1", "+-1", "1e", "12%", "TRUE"}) {
    expect_refused("a;b\n1;2\n" + text + ";2\n", ErrorCode::invalid_argument, "'" + text + "' in row 3",
                   {.delimiter = ';'});
  }
}

TEST(Csv, LineEndsOfAllKinds) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    EXPECT_EQ(read_text("a,b" + end + "1,2" + end + end + "3,4").values, (Values{1, 2, 3, 4}));
  }
}

TEST(Csv, QuotedFieldsHoldAnything) {
  const auto file = open_text("id,a\n\"one\ntwo \"\"three\"\", four\" ,1\n plain ,2\n");
  const Table table = file->read({.values = {1}, .id = 0});
  EXPECT_EQ(table.ids, (Names{"one\ntwo \"three\", four", " plain "}));
  EXPECT_EQ(table.values, (Values{1, 2}));
}

TEST(Csv, TextIsNamed) {
  expect_refused("a,b,species\n1,2,setosa\n", ErrorCode::invalid_argument,
                 "the column 'species' (3) holds text: 'setosa' in row 2; choose others: --columns 1,2; or keep it as "
                 "the rows' names: --id 3");
  expect_refused("a,b,c,d,e\n1,x,2,3,4\n1,1,y,3,4\n", ErrorCode::invalid_argument,
                 "the columns 'b' (2) and 'c' (3) hold text: 'x' in row 2; choose others: --columns 1,4,5");
  expect_refused("a\nx\n", ErrorCode::invalid_argument, "there are no numbers to cluster");
  expect_refused("a;b\n1,5;2\n", ErrorCode::invalid_argument, "numbers need a decimal point");
}

TEST(Csv, WhatIsNoTableIsRefused) {
  expect_refused("", ErrorCode::invalid_argument, "the table is empty");
  expect_refused("\n\n", ErrorCode::invalid_argument, "the table is empty");
  expect_refused("a,b\n", ErrorCode::invalid_argument, "a header and no rows");
  expect_refused("a,b\n1,2\n3\n", ErrorCode::corrupt, "row 3 has 1 field, row 1 has 2");
  expect_refused("\na,b\n1,2\n\n3,4,5\n", ErrorCode::corrupt, "row 5 has 3 fields, row 2 has 2");
  expect_refused("a,b\n1,\"2\n3,4\n", ErrorCode::corrupt, "the quote that opens in row 2 is never closed");
  expect_refused("a,b\n1,\"2\"3\n", ErrorCode::corrupt, "row 2 has more after a closing quote");
  expect_refused("a,b\n1,\0002\n"sv, ErrorCode::unsupported, "byte 7 is 0");
  expect_refused(
      "\xff\xfe"
      "a\0,\0b\0"sv,
      ErrorCode::unsupported, "UTF-16");
  expect_refused("a\0,\0b\0"sv, ErrorCode::unsupported, "UTF-16");
  expect_refused("PK\x03\x04", ErrorCode::unsupported, "spreadsheet");
  expect_refused("a,b\n1,inf\n", ErrorCode::invalid_argument, "the column 'b' (2) is infinite in row 2");
  expect_refused("a,b\n1,1e400\n", ErrorCode::invalid_argument, "is infinite in row 2");
  expect_refused("a,b\n1,-1e100\n", ErrorCode::invalid_argument,
                 "the column 'b' (2) holds -1e+100, not below 1e+100, in row 2");
}

TEST(Csv, LabelsAreAddedAndNothingElseChanges) {
  EXPECT_EQ(with_labels(*open_text("a, b\r\n1,\"2\"\r\n\r\n 3,NA"), "cluster", {7, -1}),
            "a, b,cluster\r\n1,\"2\",7\r\n\r\n 3,NA,");
  EXPECT_EQ(with_labels(*open_text("1 2\n3  4 \n"), "c", {0, -1}), "1 2 0\n3  4  NA\n");
  EXPECT_EQ(with_labels(*open_text("\xef\xbb\xbf"
                                   "a\n1\n"),
                        "x,y", {0}),
            "\xef\xbb\xbf"
            "a,\"x,y\"\n1,0\n");
}

// A text that comes a few bytes at a time.
class Trickle final : public ByteStream {
 public:
  Trickle(std::string_view text, std::size_t step) : left_(text), step_(step) {}

  [[nodiscard]] std::size_t read(std::span<std::uint8_t> room) override {
    const std::size_t count = std::min({room.size(), left_.size(), step_});
    std::copy_n(left_.begin(), count, room.begin());
    left_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view left_;
  std::size_t step_;
};

// All that is made of a table, or what is said of it.
std::string account_of(const std::function<std::unique_ptr<TableFile>()>& open) {
  try {
    const auto file = open();
    std::string account = file->layout();
    for (const std::string& name : file->names()) account += '|' + name;
    const Table table = file->read({.values = all_columns(*file), .missing = Missing::drop});
    for (const double value : table.values) account += ' ' + std::to_string(value);
    std::vector<std::int32_t> labels(table.rows_of_file());
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::int32_t>(i);
    file->for_each_text(0, [&](const std::string& text) { account += " <" + text + '>'; });
    return account + '\n' + with_labels(*file, "label", labels);
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(Csv, HowManyBytesComeAtATimeDoesNotMatter) {
  for (const std::string_view text :
       {"a,b\r\n1,2\r\n\r\n3,4"sv, "a,b\n1,2\n3,4\n\n\n"sv, "1\r2\r3"sv, "x;y\n\"1\";\" 2\"\n \"3\" ;4\n"sv,
        "\xef\xbb\xbf\"a \"\"b\"\"\nc\",d\n1,\"2\"\n"sv, "1 2\n3  4 \n"sv, "a,b\n1,\"2\n"sv, "a,b\n1,\"2\"3\n"sv,
        "a,b\n1,2,3\n"sv, "a,b\n1,\0002\n"sv, "a\n"sv, ""sv, "a,b\n\"x\ny\",2\n\"\",NA\n7,8\n"sv}) {
    SCOPED_TRACE(text);
    const std::string whole = account_of([&] { return open_text(text); });
    for (std::size_t step = 1; step < 9; ++step) {
      const OpenStream open = [text, step] { return std::make_unique<Trickle>(text, step); };
      EXPECT_EQ(account_of([&] { return std::make_unique<CsvFile>(open, TextLayout{}, kLongestRecord); }), whole)
          << step;
    }
  }
}

TEST(Csv, RowsComeInParts) {
  std::string text = "name,a,b\n";
  for (int i = 0; i < 1000; ++i) text += "n" + std::to_string(i) + ',' + std::to_string(i) + ",\n";
  const OpenStream open = [&] { return std::make_unique<Trickle>(text, 1000); };
  const CsvFile file(open, {}, kLongestRecord);
  std::vector<std::size_t> sizes;
  double next = 0;
  file.for_each_part({.values = {1, 2}}, 300, [&](const Table& some) {
    sizes.push_back(some.rows());
    for (std::size_t row = 0; row < some.rows(); ++row) {
      EXPECT_EQ(some.values[2 * row], next++);
      EXPECT_TRUE(std::isnan(some.values[2 * row + 1]));
    }
  });
  EXPECT_EQ(sizes, (std::vector<std::size_t>{300, 300, 300, 100}));
  expect_error([&] { file.for_each_part({.values = {0}}, 300, [](const Table&) {}); }, ErrorCode::invalid_argument,
               "the column 'name' (1) holds text: 'n0' in row 2");
}

TEST(Csv, ARowWithoutAnEndIsNotReadWhole) {
  std::string text = "a,b\n1,2\n3,\"";
  text.append(40'000'000, 'x');
  const OpenStream open = [&] { return std::make_unique<Trickle>(text, std::size_t{1} << 20U); };
  expect_error([&] { (void)CsvFile(open, {}, kLongestRecord); }, ErrorCode::limit,
               "row 3 is longer than 16 MiB; is a quote in it never closed?");
}

}  // namespace
}  // namespace kvant
