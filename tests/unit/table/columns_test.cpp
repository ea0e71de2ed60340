#include "table/columns.hpp"

#include <gtest/gtest.h>

#include "support/refusal.hpp"
#include "unit/table/tables.hpp"

namespace kvant {
namespace {

using Columns = std::vector<std::size_t>;
using test::Names;

const Names kNames = {"age", "sepal length", "a,b", "2", "age"};

void expect_refused(std::string_view list, const std::string& part) {
  test::expect_error([&] { (void)find_columns(list, kNames); }, ErrorCode::invalid_argument, part);
}

TEST(Columns, NamesNumbersAndRanges) {
  EXPECT_EQ(find_columns("sepal length,1,3-5", kNames), (Columns{1, 0, 2, 3, 4}));
  EXPECT_EQ(find_columns("\"a,b\"", kNames), (Columns{2}));
  EXPECT_EQ(find_columns("2", kNames), (Columns{3})) << "a name goes before a number";
  EXPECT_EQ(find_column("5", kNames), 4U);
}

TEST(Columns, WhatIsNotThereIsRefused) {
  expect_refused("width", "there is no column 'width'; there are: age, sepal length, a,b, 2, age");
  expect_refused("0", "there is no column 0; they are numbered from 1 to 5");
  expect_refused("6", "there is no column 6");
  expect_refused("3-9", "there is no column 9");
  expect_refused("5-3", "ends before it begins");
  expect_refused("1,1", "the column 'age' (1) is listed twice");
  expect_refused("age", "several columns are called 'age'");
  expect_refused("", "empty");
  expect_refused("1,", "there is no column ''");
}

TEST(Columns, ListsAreShort) {
  EXPECT_EQ(list_of_columns(Columns{0, 1, 2, 3}), "1-4");
  EXPECT_EQ(list_of_columns(Columns{0, 2, 3, 6, 7, 8}), "1,3,4,7-9");
  EXPECT_EQ(list_of_columns(Columns{4}), "5");
}

}  // namespace
}  // namespace kvant
