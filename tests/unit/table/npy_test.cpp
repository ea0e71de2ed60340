// NumPy's files: every kind of number, and headers that lie.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "support/refusal.hpp"
#include "table/npy_header.hpp"
#include "table/npy_rows.hpp"
#include "table/npy_write.hpp"
#include "unit/table/tables.hpp"

namespace kvant {
namespace {

using namespace std::string_view_literals;
using test::expect_error;
using test::Names;
using test::Values;

std::string with_header(const std::string& fields, std::string_view data, int version = 1) {
  std::string file(kNpyMagic);
  file += {static_cast<char>(version), 0, static_cast<char>(fields.size()), 0};
  if (version > 1) file += {0, 0};
  return file + fields + std::string(data);
}

std::string fields_of(const std::string& type, const std::string& shape, const std::string& fortran = "False") {
  return "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': (" + shape + "), }";
}

Values values_of(const std::string& file) { return test::read_text(file).values; }

void expect_refused(const std::string& file, ErrorCode code, const std::string& part) {
  expect_error([&] { (void)test::read_text(file); }, code, part);
}

TEST(Npy, NumbersOfAllKinds) {
  EXPECT_EQ(values_of(with_header(fields_of("<f4", "1, 2"), "\0\0\x80\x3f\0\0\x20\xc0"sv)), (Values{1, -2.5}));
  EXPECT_EQ(values_of(with_header(fields_of(">f4", "2,"), "\x3f\x80\0\0\xc0\x20\0\0"sv)), (Values{1, -2.5}));
  EXPECT_EQ(values_of(with_header(fields_of("<f8", "1,"), "\0\0\0\0\0\0\xf0\x3f"sv)), (Values{1}));
  EXPECT_EQ(values_of(with_header(fields_of("|i1", "2,"), "\xff\x02"sv)), (Values{-1, 2}));
  EXPECT_EQ(values_of(with_header(fields_of("|u1", "2,"), "\xff\x02"sv)), (Values{255, 2}));
  EXPECT_EQ(values_of(with_header(fields_of("|b1", "2,"), "\x01\x00"sv)), (Values{1, 0}));
  EXPECT_EQ(values_of(with_header(fields_of("<i2", "1,"), "\xfe\xff"sv)), (Values{-2}));
  EXPECT_EQ(values_of(with_header(fields_of(">u2", "1,"), "\x01\x00"sv)), (Values{256}));
  EXPECT_EQ(values_of(with_header(fields_of("<i8", "1,"), "\xff\xff\xff\xff\xff\xff\xff\xff"sv)), (Values{-1}));
  EXPECT_EQ(values_of(with_header(fields_of("<u4", "1,"), "\xff\xff\xff\xff"sv)), (Values{4294967295}));
}

TEST(Npy, BothOrdersAndAllVersions) {
  EXPECT_EQ(values_of(with_header(fields_of("|u1", "2, 3"), "\1\2\3\4\5\6")), (Values{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(values_of(with_header(fields_of("|u1", "2, 3", "True"), "\1\2\3\4\5\6")), (Values{1, 3, 5, 2, 4, 6}));
  for (const int version : {1, 2, 3}) {
    EXPECT_EQ(values_of(with_header(fields_of("|u1", "2L, 1L"), "\1\2", version)), (Values{1, 2}));
  }
}

TEST(Npy, ColumnsAreNumbered) {
  const auto file = test::open_text(with_header(fields_of("|u1", "2, 3"), "\1\2\3\4\5\6"));
  EXPECT_EQ(file->names(), (Names{"x1", "x2", "x3"}));
  EXPECT_FALSE(file->has_names());
  EXPECT_EQ(file->layout(), "uint8");
  const Table table = file->read({.values = {2, 0}, .weights = 1, .id = 0});
  EXPECT_EQ(table.values, (Values{3, 1, 6, 4}));
  EXPECT_EQ(table.weights, (Values{2, 5}));
  EXPECT_EQ(table.ids, (Names{"1", "4"}));
  EXPECT_EQ(test::with_labels(*file, "cluster", {1, -1}), "x1,x2,x3,cluster\n1,2,3,1\n4,5,6,\n");
}

TEST(Npy, NotANumberIsMissing) {
  const std::string file = with_header(fields_of("<f4", "2,"), "\0\0\xc0\x7f\0\0\x80\x3f"sv);
  expect_refused(file, ErrorCode::invalid_argument, "the column 'x1' (1) has no number in row 1");
  EXPECT_EQ(test::read_text(file, Missing::drop).values, (Values{1}));
  expect_refused(with_header(fields_of("<f4", "1,"), "\0\0\x80\x7f"sv), ErrorCode::invalid_argument,
                 "infinite in row 1");
}

TEST(Npy, ClaimsAreChecked) {
  for (const std::string shape : {"1152921504606846976,", "2, 9223372036854775807", "4611686018427387904, 4", "3,"}) {
    expect_refused(with_header(fields_of("<f8", shape), "12345678abcdefgh"), ErrorCode::corrupt, "claims");
  }
  expect_refused(with_header(fields_of("<f8", "99999999999999999999999,"), "12345678"), ErrorCode::corrupt, "claims");
  expect_refused(with_header(fields_of("<f8", "0, 3"), ""), ErrorCode::invalid_argument, "the table is empty");
  expect_refused(with_header(fields_of("<f8", "3, 0"), ""), ErrorCode::invalid_argument, "the table is empty");
}

TEST(Npy, OtherKindsAreRefused) {
  expect_refused(with_header(fields_of("<c16", "1,"), ""), ErrorCode::unsupported, "'<c16'");
  expect_refused(with_header(fields_of("<U5", "1,"), ""), ErrorCode::unsupported, "'<U5'");
  expect_refused(with_header(fields_of("|O", "1,"), ""), ErrorCode::unsupported, "'|O'");
  expect_refused(with_header(fields_of("<f2", "1,"), "12"), ErrorCode::unsupported, "'<f2'");
  expect_refused(with_header(fields_of("|u1", "1, 1, 1"), "1"), ErrorCode::unsupported, "has 3 dimensions");
  expect_refused(with_header(fields_of("|u1", ""), "1"), ErrorCode::unsupported, "has 0 dimensions");
  expect_refused(with_header("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}", "12345678"),
                 ErrorCode::unsupported, "holds records");
  expect_refused(with_header(fields_of("|u1", "1,"), "1", 4), ErrorCode::unsupported, "version 4");
}

TEST(Npy, DamagedHeadersAreRefused) {
  const std::string whole = with_header(fields_of("|u1", "2, 3"), "\1\2\3\4\5\6");
  for (std::size_t length = kNpyMagic.size(); length < whole.size() - 6; ++length) {
    expect_refused(whole.substr(0, length), ErrorCode::corrupt, "");
  }
  for (const std::string fields : {"", "{}", "{'descr'", "{'descr':", "{'descr': '|u1', 'fortran_order': Maybe}",
                                   "{'descr': '|u1', 'fortran_order': False, 'shape': (x)}"}) {
    expect_refused(with_header(fields, "123"), ErrorCode::corrupt, "damaged");
  }
}

TEST(Npy, WhatIsWrittenReadsBack) {
  const Values values = {1, -2.5, 1e-300, 4};
  const std::vector<std::uint8_t> file = npy_of_numbers(values, 2);
  EXPECT_EQ(read_npy_header(file, file.size()).data % 64, 0U);
  const auto opened = open_table(file);
  EXPECT_EQ(opened->read({.values = {0, 1}}).values, values);
  EXPECT_EQ(open_table(npy_of_labels(std::vector<std::int32_t>{3, -1}))->read({.values = {0}}).values, (Values{3, -1}));
}

TEST(Npy, PartsOfAFile) {
  const Values values = {1, -2.5, 1e-300, 4, 5, 6};
  const std::vector<std::uint8_t> file = npy_of_numbers(values, 2);
  const std::filesystem::path path = std::filesystem::temp_directory_path() / "kvant-parts-of-a-file.npy";
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(file.data()), std::ssize(file));
  const NpyRows rows(std::make_shared<PlainFile>(path));
  EXPECT_EQ(rows.rows(), 3U);
  EXPECT_EQ(rows.columns(), 2U);
  EXPECT_EQ(rows.part(1, 2)->read({.values = {0, 1}}).values, (Values{1e-300, 4, 5, 6}));
  EXPECT_EQ(rows.part(0, 1)->read({.values = {1}}).values, (Values{-2.5}));
  // A file that shrinks while it is read.
  std::filesystem::resize_file(path, file.size() - 1);
  expect_error([&] { (void)rows.part(2, 1); }, ErrorCode::corrupt, "has become shorter while it was read");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace kvant
