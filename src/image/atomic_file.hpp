// Files that appear complete or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

namespace kvant {

/// Takes the next piece of a file.
using WritePiece = std::function<void(std::span<const std::uint8_t> bytes)>;

/// write_file() of what make(write) writes, a piece at a time. What that throws leaves no file.
void write_file(const std::filesystem::path& path, const std::function<void(const WritePiece& write)>& make,
                bool overwrite);

/// Removes the unfinished temporary files of all write_file() calls under way, and keeps new ones from starting. For a
/// signal handler that is about to end the process: async-signal-safe.
void remove_pending_files() noexcept;

}  // namespace kvant
