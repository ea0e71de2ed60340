// Checkpoints as bytes: what is written is read, and what no run can have written is refused.
#include "cli/tables/checkpoint.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "kvant/error.hpp"

namespace kvant::cli {
namespace {

constexpr std::uint64_t kTask = 0x0123456789abcdef;

Checkpoint some_checkpoint() {
  return {.task = kTask, .iteration = 41, .centers = {0.0, -1.5, 1e300, std::numeric_limits<double>::denorm_min()}};
}

/// What reading is refused with.
std::optional<ErrorCode> refusal(const std::vector<std::uint8_t>& bytes, std::uint64_t task = kTask,
                                 std::size_t coordinates = 4) {
  try {
    (void)checkpoint_of(bytes, task, coordinates);
  } catch (const Error& error) {
    return error.code();
  }
  return std::nullopt;
}

TEST(Checkpoint, IsReadAsItWasWritten) {
  const Checkpoint read = checkpoint_of(bytes_of(some_checkpoint()), kTask, 4);
  EXPECT_EQ(read.task, kTask);
  EXPECT_EQ(read.iteration, 41U);
  EXPECT_EQ(read.centers, some_checkpoint().centers);
}

TEST(Checkpoint, OfAnotherTaskIsNotTakenForDamaged) {
  EXPECT_EQ(refusal(bytes_of(some_checkpoint()), kTask + 1), ErrorCode::invalid_argument);
}

TEST(Checkpoint, DamageIsNoticed) {
  const std::vector<std::uint8_t> sound = bytes_of(some_checkpoint());
  EXPECT_EQ(refusal(sound), std::nullopt);
  EXPECT_EQ(refusal(sound, kTask, 5), ErrorCode::corrupt) << "fewer coordinates than the table asks for";
  EXPECT_EQ(refusal(sound, kTask, 3), ErrorCode::corrupt) << "more";
  for (std::size_t size = 0; size < sound.size(); ++size) {
    EXPECT_EQ(refusal({sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(size)}), ErrorCode::corrupt) << size;
  }
  std::vector<std::uint8_t> longer = sound;
  longer.push_back(0);
  EXPECT_EQ(refusal(longer), ErrorCode::corrupt);
  for (std::size_t i = 0; i < sound.size(); ++i) {
    std::vector<std::uint8_t> changed = sound;
    changed[i] ^= 1U;
    EXPECT_NE(refusal(changed), std::nullopt) << "byte " << i;
  }
}

// These have the hash that belongs to them: a file made on purpose, which fuzzing found.
TEST(Checkpoint, NumbersThatNoRunHasAreDamage) {
  Checkpoint checkpoint = some_checkpoint();
  checkpoint.iteration = std::numeric_limits<std::int32_t>::max();
  EXPECT_EQ(refusal(bytes_of(checkpoint)), std::nullopt);
  ++checkpoint.iteration;
  EXPECT_EQ(refusal(bytes_of(checkpoint)), ErrorCode::corrupt);
  for (const double center : {std::numeric_limits<double>::quiet_NaN(), HUGE_VAL, -HUGE_VAL}) {
    checkpoint = some_checkpoint();
    checkpoint.centers[2] = center;
    EXPECT_EQ(refusal(bytes_of(checkpoint)), ErrorCode::corrupt) << center;
  }
}

}  // namespace
}  // namespace kvant::cli
