#include "table/spool.hpp"

#include <algorithm>
#include <bit>
#include <memory>
#include <span>
#include <utility>

#include "table/missing.hpp"
#include "table/npy_header.hpp"

namespace kvant {
namespace {

constexpr std::size_t kNumbersAtOnce = std::size_t{1} << 17U;

}  // namespace

Spooled spool(const CsvFile& file, const ColumnChoice& choice) {
  const std::size_t columns = choice.values.size();
  const std::size_t width = columns + (choice.weights ? 1 : 0);
  ColumnChoice numbers = choice;
  numbers.id.reset();
  MissingNumbers missing(choice, file.names());
  const auto out = std::make_shared<PlainFile>(PlainFile::temporary());
  std::vector<std::size_t> left_out;
  std::vector<double> lines;
  std::size_t first = 0;
  std::size_t kept = 0;
  file.for_each_part(numbers, std::max<std::size_t>(1, kNumbersAtOnce / width), [&](Table& some) {
    const std::size_t rows = some.rows();
    missing.settle(some, [&](std::size_t row) { return file.row_number(first + row); });
    first += rows;
    kept += some.rows();
    left_out.insert(left_out.end(), some.left_out.begin(), some.left_out.end());
    some.left_out.clear();
    lines.clear();
    for (std::size_t row = 0; row < some.rows(); ++row) {
      const auto values = std::span(some.values).subspan(row * columns, columns);
      lines.insert(lines.end(), values.begin(), values.end());
      if (choice.weights) lines.push_back(some.weights[row]);
    }
    out->append({reinterpret_cast<const std::uint8_t*>(lines.data()), lines.size() * sizeof(double)});
  });
  missing.finish();
  const NpyHeader header{.big_endian = std::endian::native == std::endian::big, .rows = kept, .columns = width};
  return {NpyRows(out, header), missing.means(), std::move(left_out), missing.filled()};
}

}  // namespace kvant
