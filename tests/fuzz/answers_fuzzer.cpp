// Any bytes are an answer of a part of a table, or an Error; answers merge with answers, or do not belong together.
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "kvant/error.hpp"
#include "kvant/parts.hpp"

namespace {

namespace parts = kvant::parts;

template <class Answer>
Answer answer_of(std::span<const std::uint8_t> bytes) {
  Answer answer;
  answer.bytes.assign(bytes.begin(), bytes.end());
  return answer;
}

// With itself, which adds up twice, and with another.
template <class Answer>
void merge(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> others) {
  try {
    Answer answer = answer_of<Answer>(bytes);
    answer.merge(answer_of<Answer>(bytes));
    answer.merge(answer_of<Answer>(others));
  } catch (const kvant::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  const auto half = bytes.first(size / 2);
  const auto rest = bytes.subspan(size / 2);
  for (const auto& [one, other] : {std::pair(bytes, bytes), std::pair(half, rest)}) {
    merge<parts::TableExtent>(one, other);
    merge<parts::TableSample>(one, other);
    merge<parts::TableSums>(one, other);
    merge<parts::TableFarRows>(one, other);
    merge<parts::TableInertia>(one, other);
  }
  try {
    // A table that asks these questions of a part that is not its own.
    const std::vector<float> rows = {0, 1, 2, 3, 4, 5};
    const std::vector<double> centers = {1, 4};
    parts::Part part(kvant::PointsView{.coordinates = rows}, 0, 1);
    (void)part.sums(answer_of<parts::TableExtent>(bytes), centers);
  } catch (const kvant::Error&) {
  }
  return 0;
}
