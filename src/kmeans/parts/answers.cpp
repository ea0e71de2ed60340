#include "kmeans/parts/answers.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "kmeans/parts/bytes.hpp"
#include "kmeans/random.hpp"

namespace kvant::parts {
namespace {

constexpr std::uint32_t kVersion = 2;

enum class Kind : std::uint32_t { extent = 1, sample, sums, far_rows, inertia };

void begin(Writer& writer, Kind kind) {
  writer.put_all(std::span<const char>("kvnt", 4));
  writer.put(kVersion);
  writer.put(static_cast<std::uint32_t>(kind));
}

Reader begin(const Answer& answer, Kind kind) {
  Reader reader(answer.bytes);
  const std::vector<char> name = reader.get_all<char>(4);
  const bool known = std::equal(name.begin(), name.end(), "kvnt") && reader.get<std::uint32_t>() == kVersion &&
                     reader.get<std::uint32_t>() == static_cast<std::uint32_t>(kind);
  if (!known) Reader::refuse();
  return reader;
}

Precision read_precision(Reader& reader) {
  const auto value = reader.get<std::uint8_t>();
  if (value != static_cast<std::uint8_t>(Precision::single) && value != static_cast<std::uint8_t>(Precision::twofold)) {
    Reader::refuse();
  }
  return static_cast<Precision>(value);
}

void put(Writer& writer, const ExactTotal& total) { writer.put_all(std::span<const std::uint64_t>(total.words())); }

ExactTotal read_total(Reader& reader) { return ExactTotal(reader.get_all<std::uint64_t>(ExactTotal::kWords)); }

void put(Writer& writer, const kvant::Extent& extent) {
  writer.put(extent.rows);
  put(writer, extent.weight);
  writer.put_all(std::span<const double>(extent.low));
  writer.put_all(std::span<const double>(extent.high));
}

// Without rows there is no box.
kvant::Extent read_extent(Reader& reader, std::uint32_t dimensions) {
  kvant::Extent extent;
  extent.rows = reader.get<std::uint64_t>();
  extent.weight = read_total(reader);
  if (extent.rows == 0) return extent;
  extent.low = reader.get_all<double>(dimensions);
  extent.high = reader.get_all<double>(dimensions);
  for (std::uint32_t j = 0; j < dimensions; ++j) {
    if (!(extent.low[j] <= extent.high[j])) Reader::refuse();
  }
  return extent;
}

}  // namespace

std::vector<std::uint8_t> to_bytes(const ExtentAnswer& answer) {
  Writer writer;
  begin(writer, Kind::extent);
  writer.put(static_cast<std::uint8_t>(answer.precision));
  writer.put(answer.dimensions);
  writer.put(answer.rows);
  put(writer, answer.all);
  put(writer, answer.weighed);
  return writer.take();
}

ExtentAnswer read(const TableExtent& answer) {
  Reader reader = begin(answer, Kind::extent);
  ExtentAnswer extent;
  extent.precision = read_precision(reader);
  extent.dimensions = reader.get<std::uint32_t>();
  extent.rows = reader.get<std::uint64_t>();
  extent.all = read_extent(reader, extent.dimensions);
  extent.weighed = read_extent(reader, extent.dimensions);
  reader.expect_end();
  return extent;
}

std::vector<std::uint8_t> to_bytes(const SampleAnswer& answer) {
  Writer writer;
  begin(writer, Kind::sample);
  writer.put(answer.table);
  writer.put(static_cast<std::uint8_t>(answer.precision));
  writer.put(answer.sample.dimensions);
  writer.put(static_cast<std::uint64_t>(answer.sample.most));
  writer.put(static_cast<std::uint64_t>(answer.sample.count()));
  writer.put_all(std::span<const std::uint64_t>(answer.sample.hashes));
  writer.put_all(std::span<const double>(answer.sample.weights));
  writer.put_all(std::span<const double>(answer.sample.values));
  return writer.take();
}

SampleAnswer read(const TableSample& answer) {
  Reader reader = begin(answer, Kind::sample);
  SampleAnswer sample;
  sample.table = reader.get<std::uint64_t>();
  sample.precision = read_precision(reader);
  sample.sample.dimensions = reader.get<std::uint32_t>();
  sample.sample.most = reader.get<std::uint64_t>();
  const auto count = reader.get<std::uint64_t>();
  sample.sample.hashes = reader.get_all<std::uint64_t>(count);
  sample.sample.weights = reader.get_all<double>(count);
  sample.sample.values = reader.get_rows<double>(count, sample.sample.dimensions);
  reader.expect_end();
  if (sample.sample.most == 0) Reader::refuse();
  return sample;
}

std::vector<std::uint8_t> to_bytes(const SumsAnswer& answer) {
  Writer writer;
  begin(writer, Kind::sums);
  writer.put(answer.table);
  writer.put(static_cast<std::uint64_t>(answer.sums.points.size()));
  writer.put_all(std::span<const std::uint64_t>(answer.sums.points));
  writer.put(static_cast<std::uint64_t>(answer.sums.moments.size()));
  writer.put_all(std::span<const double>(answer.sums.moments));
  return writer.take();
}

SumsAnswer read(const TableSums& answer) {
  Reader reader = begin(answer, Kind::sums);
  SumsAnswer sums;
  sums.table = reader.get<std::uint64_t>();
  sums.sums.points = reader.get_all<std::uint64_t>(reader.get<std::uint64_t>());
  sums.sums.moments = reader.get_all<double>(reader.get<std::uint64_t>());
  reader.expect_end();
  return sums;
}

std::vector<std::uint8_t> to_bytes(const FarRowsAnswer& answer) {
  Writer writer;
  begin(writer, Kind::far_rows);
  writer.put(answer.table);
  writer.put(answer.most);
  writer.put(static_cast<std::uint64_t>(answer.rows.size()));
  writer.put(static_cast<std::uint64_t>(answer.rows.empty() ? 0 : answer.rows.front().place.size()));
  for (const FarPoint<double>& row : answer.rows) {
    writer.put(row.distance);
    writer.put(row.slot);
    writer.put(row.weight);
    writer.put_all(std::span<const double>(row.place));
  }
  return writer.take();
}

FarRowsAnswer read(const TableFarRows& answer) {
  Reader reader = begin(answer, Kind::far_rows);
  FarRowsAnswer far;
  far.table = reader.get<std::uint64_t>();
  far.most = reader.get<std::uint64_t>();
  const auto count = reader.get<std::uint64_t>();
  const auto dimensions = reader.get<std::uint64_t>();
  for (std::uint64_t i = 0; i < count; ++i) {
    FarPoint<double> row{};
    row.distance = reader.get<double>();
    row.slot = reader.get<std::uint32_t>();
    row.weight = reader.get<double>();
    row.place = reader.get_all<double>(dimensions);
    far.rows.push_back(std::move(row));
  }
  reader.expect_end();
  return far;
}

std::vector<std::uint8_t> to_bytes(const InertiaAnswer& answer) {
  Writer writer;
  begin(writer, Kind::inertia);
  writer.put(answer.table);
  put(writer, answer.total);
  return writer.take();
}

InertiaAnswer read(const TableInertia& answer) {
  Reader reader = begin(answer, Kind::inertia);
  InertiaAnswer inertia;
  inertia.table = reader.get<std::uint64_t>();
  inertia.total = read_total(reader);
  reader.expect_end();
  return inertia;
}

std::uint64_t table_of(const TableExtent& whole) {
  std::uint64_t hash = whole.bytes.size();
  for (const std::uint8_t byte : whole.bytes) hash = Random(hash ^ byte).bits();
  return hash;
}

void require_same_table(std::uint64_t a, std::uint64_t b) {
  if (a != b) throw Error(ErrorCode::invalid_argument, "answers are about tables of different extents");
}

void TableExtent::merge(const TableExtent& other) {
  ExtentAnswer mine = read(*this);
  const ExtentAnswer theirs = read(other);
  if (mine.dimensions != theirs.dimensions) {
    throw Error(ErrorCode::invalid_argument, "a part of the table has " + std::to_string(theirs.dimensions) +
                                                 " columns, others have " + std::to_string(mine.dimensions));
  }
  if (mine.precision != theirs.precision) {
    throw Error(ErrorCode::invalid_argument, "parts of the table are of floats, others of doubles");
  }
  mine.rows += theirs.rows;
  mine.all.merge(theirs.all);
  mine.weighed.merge(theirs.weighed);
  bytes = to_bytes(mine);
}

std::uint64_t TableExtent::rows() const { return read(*this).rows; }

std::uint32_t TableExtent::dimensions() const { return read(*this).dimensions; }

void TableSample::merge(const TableSample& other) {
  SampleAnswer mine = read(*this);
  const SampleAnswer theirs = read(other);
  require_same_table(mine.table, theirs.table);
  if (mine.sample.most != theirs.sample.most) Reader::refuse();
  mine.sample.merge(theirs.sample);
  bytes = to_bytes(mine);
}

void TableSums::merge(const TableSums& other) {
  SumsAnswer mine = read(*this);
  const SumsAnswer theirs = read(other);
  require_same_table(mine.table, theirs.table);
  if (mine.sums.points.size() != theirs.sums.points.size() || mine.sums.moments.size() != theirs.sums.moments.size()) {
    throw Error(ErrorCode::invalid_argument, "sums are about different numbers of centers");
  }
  mine.sums += theirs.sums;
  bytes = to_bytes(mine);
}

void TableFarRows::merge(const TableFarRows& other) {
  FarRowsAnswer mine = read(*this);
  const FarRowsAnswer theirs = read(other);
  require_same_table(mine.table, theirs.table);
  Farthest<double> farthest(std::max(mine.most, theirs.most));
  for (const FarRowsAnswer* answer : {static_cast<const FarRowsAnswer*>(&mine), &theirs}) {
    for (const FarPoint<double>& row : answer->rows) {
      if (farthest.wants(row.distance)) farthest.show(row);
    }
  }
  mine.rows = farthest.sorted();
  bytes = to_bytes(mine);
}

void TableInertia::merge(const TableInertia& other) {
  InertiaAnswer mine = read(*this);
  const InertiaAnswer theirs = read(other);
  require_same_table(mine.table, theirs.table);
  mine.total.add(theirs.total);
  bytes = to_bytes(mine);
}

double TableInertia::value() const { return read(*this).total.value(); }

}  // namespace kvant::parts
