#include <utility>

#include "kvant/error.hpp"
#include "kvant/parts.hpp"

namespace kvant::parts {
namespace {

// Adds up what each part answers.
template <class Answer, class Ask>
Answer merged(Chunks& chunks, const Ask& ask) {
  Answer all;
  chunks.visit([&](Part& part) {
    Answer answer = ask(part);
    if (all.bytes.empty()) {
      all = std::move(answer);
    } else {
      all.merge(answer);
    }
  });
  if (all.bytes.empty()) throw Error(ErrorCode::invalid_argument, "the table has no parts");
  return all;
}

}  // namespace

TableExtent Chunks::extent() {
  return merged<TableExtent>(*this, [](const Part& part) { return part.extent(); });
}

TableSample Chunks::sample(const TableExtent& whole, const KMeansOptions& options) {
  return merged<TableSample>(*this, [&](const Part& part) { return part.sample(whole, options); });
}

TableSums Chunks::sums(const TableExtent& whole, std::span<const double> centers) {
  return merged<TableSums>(*this, [&](Part& part) { return part.sums(whole, centers); });
}

TableFarRows Chunks::far_rows(const TableExtent& whole, std::span<const double> centers, std::span<const double> moved,
                              std::size_t most) {
  return merged<TableFarRows>(*this, [&](Part& part) { return part.far_rows(whole, centers, moved, most); });
}

TableInertia Chunks::inertia(const TableExtent& whole, std::span<const double> centers) {
  return merged<TableInertia>(*this, [&](Part& part) { return part.inertia(whole, centers); });
}

}  // namespace kvant::parts
