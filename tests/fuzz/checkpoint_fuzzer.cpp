// Any bytes are a checkpoint or an Error: what is taken is written as it was read, and a changed byte is noticed.
#include "cli/tables/checkpoint.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "kvant/error.hpp"

namespace {

using kvant::cli::Checkpoint;

std::optional<Checkpoint> read(std::span<const std::uint8_t> bytes, std::uint64_t task, std::size_t coordinates) {
  try {
    return kvant::cli::checkpoint_of(bytes, task, coordinates);
  } catch (const kvant::Error&) {
    return std::nullopt;
  }
}

void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

/// The first bytes: what task is asked for, how many coordinates, and which byte of a sound checkpoint is changed how.
/// The rest is the file, and what is in that checkpoint.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t chosen = 12;
  if (size < chosen) return 0;
  std::uint64_t task = 0;
  std::memcpy(&task, data, sizeof task);
  const std::span<const std::uint8_t> file(data + chosen, data + size);
  if (const auto found = read(file, task, data[8])) {
    expect(found->iteration <= 0x7fffffffU && std::ranges::equal(kvant::cli::bytes_of(*found), file));
  }

  Checkpoint checkpoint{.task = task, .iteration = data[9], .centers = std::vector<double>(file.size() / 8)};
  if (!checkpoint.centers.empty()) std::memcpy(checkpoint.centers.data(), file.data(), 8 * checkpoint.centers.size());
  const bool finite = std::ranges::all_of(checkpoint.centers, [](double x) { return std::isfinite(x); });
  std::vector<std::uint8_t> sound = kvant::cli::bytes_of(checkpoint);
  const auto again = read(sound, task, checkpoint.centers.size());
  expect(again.has_value() == finite);
  if (again) expect(kvant::cli::bytes_of(*again) == sound);
  if (data[11] == 0) return 0;
  sound[data[10] % sound.size()] ^= data[11];
  expect(!read(sound, task, checkpoint.centers.size()));
  return 0;
}
