// Numbers that are not there, and weights.
#include <gtest/gtest.h>

#include "support/refusal.hpp"
#include "unit/table/tables.hpp"

namespace kvant {
namespace {

using test::expect_error;
using test::open_text;
using test::read_text;
using test::Values;

Table weighted(std::string_view text, Missing missing = Missing::refuse) {
  return open_text(text)->read({.values = {0}, .weights = 1, .missing = missing});
}

TEST(Missing, IsRefusedByRowAndColumn) {
  for (const std::string word : {"", "NA", "n/a", "NaN", "nan", "-nan", "null", "NONE", "?", " "}) {
    expect_error([&] { (void)read_text("a,b\n1,2\n\n3," + word + "\n"); }, ErrorCode::invalid_argument,
                 "the column 'b' (2) has no number in row 4");
  }
}

TEST(Missing, RowsAreDropped) {
  const Table table = read_text("a,b\n?,2\n3,4\n5,?\n7,8\n", Missing::drop);
  EXPECT_EQ(table.values, (Values{3, 4, 7, 8}));
  EXPECT_EQ(table.left_out, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(table.rows_of_file(), 4U);
  expect_error([] { (void)read_text("a,b\n?,2\n3,\n", Missing::drop); }, ErrorCode::invalid_argument,
               "every row lacks");
}

TEST(Missing, MeansTakeTheirPlace) {
  const Table table = read_text("a,b\n?,2\n3,4\n5,?\n", Missing::mean);
  EXPECT_EQ(table.values, (Values{4, 2, 3, 4, 5, 3}));
  EXPECT_EQ(table.filled, 2U);
  expect_error([] { (void)read_text("a,b\n?,2\n?,4\n", Missing::mean); }, ErrorCode::invalid_argument,
               "the column 'a' (1) has no number at all");
}

TEST(Missing, WeightsAreChecked) {
  EXPECT_EQ(weighted("a,w\n1,0\n2,0.5\n").weights, (Values{0, 0.5}));
  EXPECT_EQ(weighted("a,w\n1,?\n2,0.5\n", Missing::drop).weights, (Values{0.5}));
  for (const Missing missing : {Missing::refuse, Missing::mean}) {
    expect_error([&] { (void)weighted("a,w\n1,1\n2,?\n", missing); }, ErrorCode::invalid_argument,
                 "the column 'w' (2) has no number in row 3; --missing drop leaves such rows out");
  }
  expect_error([] { (void)weighted("a,w\n1,1\n2,-1\n"); }, ErrorCode::invalid_argument,
               "the weights 'w' (2) are negative in row 3: -1");
  expect_error([] { (void)weighted("a,w\n1,heavy\n"); }, ErrorCode::invalid_argument,
               "the column 'w' (2) holds text: 'heavy' in row 2; weights are numbers");
  expect_error([] { (void)weighted("a,w\n1,0\n2,0\n"); }, ErrorCode::invalid_argument, "are all 0");
}

}  // namespace
}  // namespace kvant
