#include "cli/tables/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <system_error>

#include "cli/terminal/text.hpp"
#include "kvant/error.hpp"
#include "kvant/io.hpp"

namespace kvant::cli {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie in memory");

constexpr char kName[8] = {'k', 'v', 'a', 'n', 't', 'c', 'p', '1'};

constexpr std::uint64_t kMostIterationsDone = std::numeric_limits<int>::max();

// What is in the file before the coordinates, and behind them: a hash of all before it.
struct Header {
  char name[8];
  std::uint64_t task;
  std::uint64_t iteration;
  std::uint64_t coordinates;
};

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  constexpr std::uint64_t multiplier = 0x9e3779b97f4a7c15U;
  hash = (std::rotl(hash, 29) ^ value) * multiplier;
  return hash ^ hash >> 32U;
}

std::uint64_t mixed(std::uint64_t hash, std::span<const double> values) {
  for (const double value : values) hash = mixed(hash, std::bit_cast<std::uint64_t>(value));
  return hash;
}

std::uint64_t hash_of(const Header& header, std::span<const double> coordinates) {
  return mixed(mixed(mixed(mixed(1, header.task), header.iteration), header.coordinates), coordinates);
}

// What fails is said to be about the checkpoint, not the table.
template <class Work>
auto about_file(const std::string& path, const Work& work) {
  try {
    return work();
  } catch (const Error& error) {
    throw Error(error.code(), fmt::format("--checkpoint {}: {}", in_quotes(path), error.what()));
  }
}

}  // namespace

void Task::add(const Table& some) {
  // Row by row, so that it does not matter how many come at a time.
  const std::span<const double> values(some.values);
  for (std::size_t row = 0; row < some.rows(); ++row) {
    hash_ = mixed(hash_, values.subspan(row * some.columns(), some.columns()));
    if (!some.weights.empty()) hash_ = mixed(hash_, std::bit_cast<std::uint64_t>(some.weights[row]));
  }
}

std::uint64_t Task::with(const KMeansOptions& options) const {
  std::uint64_t hash = mixed(hash_, options.clusters);
  hash = mixed(hash, static_cast<std::uint64_t>(options.init));
  hash = mixed(hash, static_cast<std::uint64_t>(options.effort));
  hash = mixed(hash, std::bit_cast<std::uint64_t>(options.tolerance));
  hash = mixed(hash, static_cast<std::uint64_t>(options.max_iterations));
  return mixed(hash, options.seed);
}

std::vector<std::uint8_t> bytes_of(const Checkpoint& checkpoint) {
  Header header{.name = {}, .task = checkpoint.task, .iteration = checkpoint.iteration, .coordinates = 0};
  std::memcpy(header.name, kName, sizeof kName);
  header.coordinates = checkpoint.centers.size();
  const std::uint64_t hash = hash_of(header, checkpoint.centers);
  std::vector<std::uint8_t> bytes(sizeof header + 8 * checkpoint.centers.size() + 8);
  std::memcpy(bytes.data(), &header, sizeof header);
  if (!checkpoint.centers.empty()) {
    std::memcpy(bytes.data() + sizeof header, checkpoint.centers.data(), 8 * checkpoint.centers.size());
  }
  std::memcpy(bytes.data() + bytes.size() - 8, &hash, 8);
  return bytes;
}

Checkpoint checkpoint_of(std::span<const std::uint8_t> bytes, std::uint64_t task, std::size_t coordinates) {
  Header header{};
  if (bytes.size() >= sizeof header) std::memcpy(&header, bytes.data(), sizeof header);
  const std::size_t size = sizeof header + 8 * coordinates + 8;
  if (bytes.size() < sizeof header || std::memcmp(header.name, kName, sizeof kName) != 0) {
    throw Error(ErrorCode::corrupt, "is no checkpoint of kvant; remove it, or name another file");
  }
  if (header.task != task) {
    throw Error(ErrorCode::invalid_argument,
                "is the checkpoint of another table, or of other options; remove it, or name another file");
  }
  std::uint64_t stored = 0;
  Checkpoint checkpoint{.task = task, .iteration = static_cast<std::uint32_t>(header.iteration), .centers = {}};
  if (bytes.size() == size) {
    checkpoint.centers.resize(coordinates);
    if (coordinates > 0) std::memcpy(checkpoint.centers.data(), bytes.data() + sizeof header, 8 * coordinates);
    std::memcpy(&stored, bytes.data() + size - 8, 8);
  }
  const bool sound = bytes.size() == size && stored == hash_of(header, checkpoint.centers) &&
                     header.coordinates == coordinates && header.iteration <= kMostIterationsDone &&
                     std::ranges::all_of(checkpoint.centers, [](double x) { return std::isfinite(x); });
  if (!sound) {
    throw Error(ErrorCode::corrupt, "is a damaged checkpoint; remove it");
  }
  return checkpoint;
}

std::optional<Checkpoint> read_checkpoint(const std::string& path, std::uint64_t task, std::size_t coordinates) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  return about_file(path, [&] {
    if (!std::filesystem::is_regular_file(path, ignored)) {
      throw Error(ErrorCode::invalid_argument, "is no plain file");  // a device may never end
    }
    return std::optional(checkpoint_of(read_file(path), task, coordinates));
  });
}

void write_checkpoint(const std::string& path, const Checkpoint& checkpoint) {
  about_file(path, [&] { write_file(path, bytes_of(checkpoint), /*overwrite=*/true); });
}

}  // namespace kvant::cli
